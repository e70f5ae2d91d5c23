from members.models.development import (
    DevelopmentCase,
    DevelopmentMaterial,
    DevelopmentQuota,
    DevelopmentStep,
)
from members.models.kinds import CertificateKind, HonourKind, TrainingKind
from members.models.member import Member
from members.models.membership import Membership
from members.models.register_import import RegisterImport
from members.models.registers import Certificate, Exam, Honour, Training
from members.models.roster_import import RosterImport

__all__ = [
    "Certificate",
    "CertificateKind",
    "DevelopmentCase",
    "DevelopmentMaterial",
    "DevelopmentQuota",
    "DevelopmentStep",
    "Exam",
    "Honour",
    "HonourKind",
    "Member",
    "Membership",
    "RegisterImport",
    "RosterImport",
    "Training",
    "TrainingKind",
]
