"""All tables, one file per aggregate."""

from callguard.db.models.attempt import Attempt, DialPermit, StepEntry, StepSkip
from callguard.db.models.callback import Callback, Plan, Preparation, Release
from callguard.db.models.case import Case, Order
from callguard.db.models.commitment import Commitment
from callguard.db.models.customer import Blackout, Consent, Customer, CustomerIdentifier, DoNotCall
from callguard.db.models.customer_merge import CustomerMerge, PastUnion
from callguard.db.models.decision import GuardDecision
from callguard.db.models.idempotency import IdempotencyKey
from callguard.db.models.imported import ImportedFile, ImportFault, ImportMapping
from callguard.db.models.job import JobRun, Leader
from callguard.db.models.notification import Notification
from callguard.db.models.offer import Approval, Offer
from callguard.db.models.outcome import Outcome
from callguard.db.models.phrase import CaseTrigger, PhraseVersion
from callguard.db.models.phrasebook import FavouriteEntry, OwnEntry
from callguard.db.models.policy import GuardPolicy
from callguard.db.models.practice import (
    PracticeCall,
    PracticeMark,
    PracticeOffer,
    PracticePlan,
    PracticePreparation,
    PracticeSkip,
    PracticeStep,
)
from callguard.db.models.queue import Lane, QueueEntry
from callguard.db.models.register import RegisterEntry
from callguard.db.models.shop import Shop
from callguard.db.models.staff import Certificate, DayOff
from callguard.db.models.user import ApiToken, User

__all__ = [
    "ApiToken",
    "Approval",
    "Attempt",
    "Blackout",
    "Callback",
    "Case",
    "CaseTrigger",
    "Certificate",
    "Commitment",
    "Consent",
    "Customer",
    "CustomerIdentifier",
    "CustomerMerge",
    "DayOff",
    "DialPermit",
    "DoNotCall",
    "FavouriteEntry",
    "GuardDecision",
    "GuardPolicy",
    "IdempotencyKey",
    "ImportFault",
    "ImportMapping",
    "ImportedFile",
    "JobRun",
    "Lane",
    "Leader",
    "Notification",
    "Offer",
    "Order",
    "Outcome",
    "OwnEntry",
    "PastUnion",
    "PhraseVersion",
    "Plan",
    "PracticeCall",
    "PracticeMark",
    "PracticeOffer",
    "PracticePlan",
    "PracticePreparation",
    "PracticeSkip",
    "PracticeStep",
    "Preparation",
    "QueueEntry",
    "RegisterEntry",
    "Release",
    "Shop",
    "StepEntry",
    "StepSkip",
    "User",
]
