//! Each id is its own type, so that a member's id cannot be passed for a client's.

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident $(= $letter:literal)?),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(s: &str) -> Result<Self, Self::Err> { s.parse().map(Self) }
        }

        $(impl $name {
            /// The reference that people quote: the id with a letter.
            pub fn reference(self) -> String { format!(concat!($letter, "-{}"), self.0) }
        })?
    )+};
}

ids! {
    /// A person with an account.
    PersonId,
    /// A member, known by the cooperative's own reference, with or without an account.
    MemberId,
    /// A client; quoted as `C-48213`.
    ClientId = "C",
    /// An establishment of a client.
    EstablishmentId,
    /// A contract in the ledger.
    ContractId,
    /// An issue; quoted as `S-211` (signalement).
    IssueId = "S",
    /// A category of issues.
    CategoryId,
    /// A group of issues about the same facts; quoted as `D-12` (dossier).
    CaseId = "D",
    /// A stance; quoted as `P-77` (posture).
    StanceId = "P",
    /// A condition of a restrictive stance.
    ConditionId,
    /// A kept check; quoted as `V-20391` (vérification).
    CheckId = "V",
    /// A counsellor's yes or no to a kept check.
    ApprovalId,
    /// A profession of the nomenclature.
    ProfessionId,
    /// Who subsidises a client.
    FunderId,
    /// An alert: something that moved against its own past.
    AlertId,
    /// A private note.
    NoteId,
    /// A hold.
    HoldId,
    /// An audit entry.
    AuditId,
    /// A background job.
    JobId,
    /// Something that a person was told.
    MessageId,
    /// A file that was handed in.
    FileId,
    /// A letter to a client with its link.
    NoticeId,
    /// A client's reply.
    ReplyId,
    /// A contest of a stance.
    AppealId,
    /// An opinion of the ethics committee.
    OpinionId,
    /// A member's request to work in spite of a punitive stance.
    DerogationId,
    /// Terms negotiated with a client.
    AgreementId,
    /// A version of the policy.
    PolicyId,
    /// A trial of a draft on all clients.
    SimulationId,
    /// A version of the charter, or its draft.
    CharterId,
    /// An article of one version of the charter.
    ArticleId,
    /// A change of the nomenclature that somebody proposed.
    ProfessionProposalId,
    /// Who trains or accompanies members.
    PartnerId,
    /// A wish to change a person's role or rights.
    PersonChangeId,
    /// A formal notice to a client; quoted as `M-12` (mise en demeure).
    FormalNoticeId = "M",
    /// A payment plan.
    PlanId,
    /// A dated figure that somebody proposes.
    FigureProposalId,
    /// A key by which another system asks.
    ApiKeyId,
    /// A contract that was signed after its check.
    SignatureId,
    /// What keeps something from being forgotten.
    LegalHoldId,
    /// Two clients that became one.
    MergeId,
    /// What a person who is a client contests.
    ContestId,
    /// What was decided on reading a monthly edition.
    EditionDecisionId,
}
