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
        ReadIssue = "read_issue",
        AddFile = "add_file",
        ReadFile = "read_file",
        WriteNote = "write_note",
        ReadNotes = "read_notes",
        ProposeStance = "propose_stance",
        ApproveStance = "approve_stance",
        RefuseStance = "refuse_stance",
        SendStance = "send_stance",
        LiftStance = "lift_stance",
        EndStance = "end_stance",
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
        LiftHold = "lift_hold",
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
