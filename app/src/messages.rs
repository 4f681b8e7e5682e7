//! Messages in words: one sentence and one place for each kind, so that a new kind must be worded.

use crate::{format, texts, words};
use domain::message::Message;
use domain::{Lang, Role};

/// The sentence of a message, as the first page and the subject of a mail say it.
pub fn sentence(l: Lang, message: &Message) -> String {
    use Message as M;
    use texts::message as t;
    match message {
        M::IssueDecided {
            client_name, state, ..
        } => t::issue_decided(l, client_name, words::issue_state(l, *state).to_lowercase()),
        M::StanceInForce { client_name, .. } => t::stance_in_force(l, client_name),
        M::IssueReported { client_name, .. } => t::issue_reported(l, client_name),
        M::ApprovalAsked {
            client_name, due_on, ..
        } => t::approval_asked(l, client_name, format::date(l, *due_on)),
        M::ClientReplied { client_name, .. } => t::client_replied(l, client_name),
        M::CorrectionAsked { client_name, .. } => t::correction_asked(l, client_name),
        M::ClientHeard {
            client_name,
            silent: false,
            ..
        } => t::client_heard(l, client_name),
        M::ClientHeard {
            client_name,
            silent: true,
            ..
        } => t::client_silent(l, client_name),
        M::LetterBounced { client_name, .. } => t::letter_bounced(l, client_name),
        M::AppealFiled {
            client_name, due_on, ..
        } => t::appeal_filed(l, client_name, format::date(l, *due_on)),
        M::AppealDue {
            client_name, due_on, ..
        } => t::appeal_due(l, client_name, format::date(l, *due_on)),
        M::AppealJudged {
            client_name, state, ..
        } => t::appeal_judged(l, client_name, words::appeal_state(l, *state).to_lowercase()),
    }
}

/// Where to read more: a page that this role may open.
pub fn place(role: Role, message: &Message) -> String {
    use Message as M;
    match message {
        M::IssueDecided { issue, .. } | M::IssueReported { issue, .. } => format!("/issues/{issue}"),
        M::StanceInForce { client, .. } if role == Role::Member => format!("/clients/{client}"),
        M::StanceInForce { stance, .. }
        | M::ClientReplied { stance, .. }
        | M::CorrectionAsked { stance, .. }
        | M::ClientHeard { stance, .. }
        | M::LetterBounced { stance, .. } => format!("/stances/{stance}"),
        M::ApprovalAsked { check, .. } => format!("/checks/{check}"),
        M::AppealJudged { client, .. } if role == Role::Member => format!("/clients/{client}/appeal"),
        M::AppealFiled { appeal, .. } | M::AppealDue { appeal, .. } | M::AppealJudged { appeal, .. } => {
            format!("/appeals/{appeal}")
        }
    }
}
