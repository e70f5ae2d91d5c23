from accounts.models.session import Session
from accounts.models.token import ApiToken
from accounts.models.trail import AuditAction, AuditEntry, FailedLogin, Login
from accounts.models.user import User, UserManager, UserQuerySet

__all__ = [
    "ApiToken",
    "AuditAction",
    "AuditEntry",
    "FailedLogin",
    "Login",
    "Session",
    "User",
    "UserManager",
    "UserQuerySet",
]
