"""The nouns, one file for each group. Read this page and ``pipeline.py``, the page of verbs, and you know mailmend.

Everything here is frozen, holds tuples, and is named as the RFCs name it (3464, 5321, 5598, 7208, 8601). What comes
from text carries the place where it stands, so that every conclusion can point at the line that it rests on.
"""

from __future__ import annotations

from mailmend.model.diagnosis import Checkup, Diagnosis
from mailmend.model.evidence import Evidence
from mailmend.model.finding import Cite, Doubt, Finding
from mailmend.model.message import Hop, Identities, Pool, Signal, SignatureView, hidden
from mailmend.model.notification import DeliveryAttempt, Notification, Original, RemoteReply, Source
from mailmend.model.plan import Action, Bystander, Forecast, Letter, Plan, RecordEdit, Remedy
from mailmend.model.publication import Change, Receipt, ReceiptState, Sent
from mailmend.model.recipient import Destination, Listing
from mailmend.model.sender import Client, Domain, SendingHost, ServerView, Service, SpaceView, SpfCheck
from mailmend.model.setup import RrsetView, Setup
from mailmend.model.standing import Awaited, Delegation, ServerStanding, Standing, Verdict
from mailmend.model.told import Told, TraceEntry
from mailmend.model.vocabulary import Applicability, Basis, Category, Confidence, Kind, Owner, Severity, Subtype

__all__ = [
    "Action",
    "Applicability",
    "Awaited",
    "Basis",
    "Bystander",
    "Category",
    "Change",
    "Checkup",
    "Cite",
    "Client",
    "Confidence",
    "Delegation",
    "DeliveryAttempt",
    "Destination",
    "Diagnosis",
    "Domain",
    "Doubt",
    "Evidence",
    "Finding",
    "Forecast",
    "Hop",
    "Identities",
    "Kind",
    "Letter",
    "Listing",
    "Notification",
    "Original",
    "Owner",
    "Plan",
    "Pool",
    "Receipt",
    "ReceiptState",
    "RecordEdit",
    "Remedy",
    "RemoteReply",
    "RrsetView",
    "SendingHost",
    "Sent",
    "ServerStanding",
    "ServerView",
    "Service",
    "Setup",
    "Severity",
    "Signal",
    "SignatureView",
    "Source",
    "SpaceView",
    "SpfCheck",
    "Standing",
    "Subtype",
    "Told",
    "TraceEntry",
    "Verdict",
    "hidden",
]
