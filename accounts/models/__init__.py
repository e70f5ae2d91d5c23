from accounts.models.session import Session
from accounts.models.trail import AuditAction, AuditEntry, FailedLogin, Login
from accounts.models.user import User, UserManager, UserQuerySet

__all__ = [
    "AuditAction",
    "AuditEntry",
    "FailedLogin",
    "Login",
    "Session",
    "User",
    "UserManager",
    "UserQuerySet",
]
