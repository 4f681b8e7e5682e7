//! What one person is told: a kind with its facts, put into words where it is read, in the reader's language.

use crate::appeal::AppealState;
use crate::watch::WatchChange;
use crate::{AppealId, CheckId, ClientId, DerogationId, IssueId, StanceId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Something that happened and that a person should know. It names things by their ids and names, never a reporter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// One's own report was decided (`product.md`, "Issue": told the outcome).
    IssueDecided {
        issue: IssueId,
        client_name: String,
        state: crate::issue::IssueState,
    },
    /// One's own protected report was taken up (undeclared work: within 7 days), and by when it is answered.
    IssueAcknowledged {
        issue: IssueId,
        client_name: String,
        answer_by: NaiveDate,
    },
    /// One's own report is looked at again.
    IssueReopened { issue: IssueId, client_name: String },
    /// A report that this person of the team looks after was corrected or withdrawn by its reporter, or got a new file.
    IssueChanged {
        issue: IssueId,
        client_name: String,
        step: crate::issue::life::Step,
    },
    /// A stance now stands where this member has a kept check or work to come.
    StanceInForce {
        stance: StanceId,
        client: ClientId,
        client_name: String,
    },
    /// A report waits for the team.
    IssueReported { issue: IssueId, client_name: String },
    /// A client replied by its link.
    ClientReplied { stance: StanceId, client_name: String },
    /// A client asks that a fact be put right.
    CorrectionAsked { stance: StanceId, client_name: String },
    /// A client has been heard; `silent` where its days passed without a word.
    ClientHeard {
        stance: StanceId,
        client_name: String,
        silent: bool,
    },
    /// A letter came back.
    LetterBounced { stance: StanceId, client_name: String },
    /// An appeal waits for somebody who took no part.
    AppealFiled {
        appeal: AppealId,
        client_name: String,
        due_on: NaiveDate,
    },
    /// Its last day comes near.
    AppealDue {
        appeal: AppealId,
        client_name: String,
        due_on: NaiveDate,
    },
    /// One's own appeal, or that of a stance one decided, was judged.
    AppealJudged {
        appeal: AppealId,
        client: ClientId,
        client_name: String,
        state: AppealState,
    },
    /// A kept check no longer holds: a fact changed.
    CheckOutdated { check: CheckId, client_name: String },
    /// The team answered one's request for the go-ahead.
    GoAheadAnswered {
        check: CheckId,
        client_name: String,
        granted: bool,
    },
    /// Go-aheads wait for the team, today at the latest.
    GoAheadsDue { count: i64 },
    /// What changed at a client that one watches.
    WatchedChanged {
        client: ClientId,
        client_name: String,
        changes: Vec<WatchChange>,
    },
    /// A manager answered one's request to work in spite of a sanction.
    DerogationAnswered {
        derogation: DerogationId,
        client_name: String,
        state: crate::stance::derogation::DerogationState,
    },
    /// The monthly edition that one asked for by mail, or by a click, is there.
    EditionReady { month: crate::Month },
    /// A decision on an edition was given to this person.
    DecisionGiven {
        month: crate::Month,
        until_on: NaiveDate,
    },
    /// So many clients or sectors moved against their own past, in the three months that end with this one.
    Alerts { month: crate::Month, alerts: i64 },
}

impl Message {
    /// Does it leave the house as a mail as well? What a queue of the team shows anyway stands on the first page only.
    pub const fn by_mail(&self) -> bool {
        !matches!(self, Self::IssueReported { .. })
    }
}

/// A message with its moment, as the first page lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub id: crate::MessageId,
    pub what: Message,
    pub at: DateTime<Utc>,
    pub read: bool,
}
