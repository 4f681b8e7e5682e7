//! What the audit log says of a change, a private read or an export.

use crate::{AuditId, PersonId};
use chrono::{DateTime, Utc};

words! {
    /// The verbs of the log.
    AuditAction {
        SignIn = "sign_in",
        SignInFailed = "sign_in_failed",
        SignOut = "sign_out",
        AddClient = "add_client",
        EditClient = "edit_client",
        ReportIssue = "report_issue",
        ReviewIssue = "review_issue",
        ConfirmIssue = "confirm_issue",
        DismissIssue = "dismiss_issue",
        ResolveIssue = "resolve_issue",
        WithdrawIssue = "withdraw_issue",
        ReopenIssue = "reopen_issue",
        CorrectIssue = "correct_issue",
        ClassifyIssue = "classify_issue",
        ReadIssue = "read_issue",
        OpenCase = "open_case",
        ChangeCase = "change_case",
        DecideCase = "decide_case",
        ReadCase = "read_case",
        AddFile = "add_file",
        ReadFile = "read_file",
        WriteNote = "write_note",
        ReadNotes = "read_notes",
        ProposeStance = "propose_stance",
        ApproveStance = "approve_stance",
        RefuseStance = "refuse_stance",
        AmendStance = "amend_stance",
        SendStance = "send_stance",
        HearStance = "hear_stance",
        RenewStance = "renew_stance",
        StepDownStance = "step_down_stance",
        RecordOutcome = "record_outcome",
        DismissAlert = "dismiss_alert",
        ReadJudged = "read_judged",
        LiftStance = "lift_stance",
        EndStance = "end_stance",
        /// Somebody read again words that were pointed out in a text that leaves the house, and kept them.
        ConfirmWords = "confirm_words",
        SendNotice = "send_notice",
        ReceiveNotice = "receive_notice",
        BounceNotice = "bounce_notice",
        OpenNotice = "open_notice",
        ExtendHearing = "extend_hearing",
        Reply = "reply",
        ReadReply = "read_reply",
        PublishReply = "publish_reply",
        FileAppeal = "file_appeal",
        JudgeAppeal = "judge_appeal",
        ReadAppeal = "read_appeal",
        PlaceHold = "place_hold",
        RenewHold = "renew_hold",
        LiftHold = "lift_hold",
        StepAside = "step_aside",
        EndRecusal = "end_recusal",
        AskOpinion = "ask_opinion",
        GiveOpinion = "give_opinion",
        AskDerogation = "ask_derogation",
        AnswerDerogation = "answer_derogation",
        ProposeAgreement = "propose_agreement",
        AnswerAgreement = "answer_agreement",
        KeepCheck = "keep_check",
        AskApproval = "ask_approval",
        AnswerApproval = "answer_approval",
        TickCondition = "tick_condition",
        WaiveCondition = "waive_condition",
        TellOutcome = "tell_outcome",
        SignContract = "sign_contract",
        WatchClient = "watch_client",
        AddKey = "add_key",
        RevokeKey = "revoke_key",
        SetLimit = "set_limit",
        ImportContracts = "import_contracts",
        ImportRegister = "import_register",
        /// A step in the life of debts.
        FollowDebt = "follow_debt",
        /// The ledger opened an issue, or took it away because its fact was corrected.
        DetectIssue = "detect_issue",
        /// A dated figure was added, ended, confirmed or proposed.
        KeepFigure = "keep_figure",
        Export = "export",
        /// A monthly edition was asked for, made, or could not be made.
        MakeEdition = "make_edition",
        /// Somebody said that they have read an edition.
        ReadEdition = "read_edition",
        /// A decision on an edition was written down, done, or taken up again.
        DecideOnEdition = "decide_on_edition",
        /// The control limits of a chart begin anew.
        RebaseLimits = "rebase_limits",
        /// Somebody asked for editions by mail, or no longer.
        SubscribeEdition = "subscribe_edition",
        AddPerson = "add_person",
        EditPerson = "edit_person",
        ChangeLanguage = "change_language",
        AddProfession = "add_profession",
        EditProfession = "edit_profession",
        ProposeProfession = "propose_profession",
        DecideProfession = "decide_profession",
        KeepPartner = "keep_partner",
        DraftCharter = "draft_charter",
        AdoptCharter = "adopt_charter",
        AcknowledgeCharter = "acknowledge_charter",
        LoadDemo = "load_demo",
        DraftPolicy = "draft_policy",
        EditPolicy = "edit_policy",
        SimulatePolicy = "simulate_policy",
        PutPolicyInForce = "put_policy_in_force",
        WithdrawPolicy = "withdraw_policy",
        DiscardPolicy = "discard_policy",
        /// Something whose period was over was forgotten; what it was about is gone.
        Purge = "purge",
        SetPeriod = "set_period",
        /// A purge was asked for before its day.
        MovePurge = "move_purge",
        PlaceLegalHold = "place_legal_hold",
        LiftLegalHold = "lift_legal_hold",
        MergeClients = "merge_clients",
        /// Two clients were looked at and found to be different.
        NoteDifferent = "note_different",
        UndoMerge = "undo_merge",
        /// A stance of a merged client was taken over by a named person.
        TakeOverStance = "take_over_stance",
        /// The file of a person who is a client was made.
        ReadPersonFile = "read_person_file",
        ContestClient = "contest_client",
        SettleContest = "settle_contest",
        ErasePerson = "erase_person",
        /// Somebody looked into the log.
        ReadAudit = "read_audit",
    }
}

/// One entry, before it is sealed into the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub id: AuditId,
    pub at: DateTime<Utc>,
    /// Who did it; `None` for the program itself.
    pub by: Option<PersonId>,
    pub action: AuditAction,
    /// The thing and its id, `issue 211`; empty where there is none.
    pub object: String,
    /// Facts about the change as JSON; never text that a person wrote.
    pub details: String,
}

/// Who did something, as the page of the log says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The program itself.
    Program,
    Person {
        id: PersonId,
        name: String,
    },
    /// Who reported an issue, under the key of that report: whoever reads the log does not learn who it is.
    Reporter,
}

/// One line of the page of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    pub id: AuditId,
    pub at: DateTime<Utc>,
    pub by: By,
    pub action: AuditAction,
    pub object: String,
}

/// What is looked for in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AuditSearch {
    pub action: Option<AuditAction>,
    pub by: Option<PersonId>,
    /// Only entries before this one: where the page before ended.
    pub before: Option<AuditId>,
}
