//! Messages in words: one sentence and one place for each kind, so that a new kind must be worded.

use crate::{format, texts, words};
use domain::issue::life::Step;
use domain::message::Message;
use domain::watch::WatchChange;
use domain::{Lang, Role};

/// The sentence of a message, as the first page and the subject of a mail say it.
pub fn sentence(l: Lang, message: &Message) -> String {
    use Message as M;
    use texts::message as t;
    match message {
        M::IssueDecided {
            client_name, state, ..
        } => t::issue_decided(l, client_name, words::issue_state(l, *state).to_lowercase()),
        M::IssueAcknowledged {
            client_name,
            answer_by,
            ..
        } => t::issue_acknowledged(l, client_name, format::date(l, *answer_by)),
        M::IssueReopened { client_name, .. } => t::issue_reopened(l, client_name),
        M::IssueChanged {
            client_name, step, ..
        } => match step {
            Step::Withdraw => t::issue_withdrawn(l, client_name),
            Step::Evidence => t::issue_evidence(l, client_name),
            _ => t::issue_corrected(l, client_name),
        },
        M::StanceInForce { client_name, .. } => t::stance_in_force(l, client_name),
        M::IssueReported { client_name, .. } => t::issue_reported(l, client_name),
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
        M::DerogationAnswered {
            client_name, state, ..
        } => t::derogation_answered(l, client_name, words::derogation_state(l, *state).to_lowercase()),
        M::CheckOutdated { client_name, .. } => t::check_outdated(l, client_name),
        M::GoAheadAnswered {
            client_name,
            granted: true,
            ..
        } => t::go_ahead_granted(l, client_name),
        M::GoAheadAnswered {
            client_name,
            granted: false,
            ..
        } => t::go_ahead_declined(l, client_name),
        M::GoAheadsDue { count } => t::go_aheads_due(l, *count),
        M::EditionReady { month } => t::edition_ready(l, format::month(l, *month)),
        M::DecisionGiven { month, until_on } => {
            t::decision_given(l, format::month(l, *month), format::date(l, *until_on))
        }
        M::Alerts { month, alerts } => t::alerts(l, *alerts, format::month(l, *month)),
        M::WatchedChanged {
            client_name, changes, ..
        } => {
            let changes: Vec<String> = changes.iter().map(|change| watch_change(l, change)).collect();
            t::watched_changed(l, client_name, changes.join(" · "))
        }
    }
}

/// One change at a watched client; of a hold never more than whom to speak to.
fn watch_change(l: Lang, change: &WatchChange) -> String {
    use texts::watch_change as t;
    let kind = |kind| words::stance_kind(l, kind).to_lowercase();
    match change {
        WatchChange::StanceInForce { kind: now } => t::in_force(l, kind(*now)),
        WatchChange::StanceChanged { from, to } => t::changed(l, kind(*from), kind(*to)),
        WatchChange::StanceOver { kind: was } => t::over(l, kind(*was)),
        WatchChange::NoteChanged => t::note(l).to_owned(),
        WatchChange::ReplyPublished => t::reply(l).to_owned(),
        WatchChange::SpeakFirst => t::speak_first(l).to_owned(),
        WatchChange::SpeakFirstOver => t::speak_first_over(l).to_owned(),
    }
}

/// Where to read more: a page that this role may open.
pub fn place(role: Role, message: &Message) -> String {
    use Message as M;
    match message {
        M::IssueDecided { issue, .. }
        | M::IssueReported { issue, .. }
        | M::IssueAcknowledged { issue, .. }
        | M::IssueReopened { issue, .. }
        | M::IssueChanged { issue, .. } => format!("/issues/{issue}"),
        M::StanceInForce { client, .. } if role == Role::Member => format!("/clients/{client}"),
        M::StanceInForce { stance, .. }
        | M::ClientReplied { stance, .. }
        | M::CorrectionAsked { stance, .. }
        | M::ClientHeard { stance, .. }
        | M::LetterBounced { stance, .. } => format!("/stances/{stance}"),
        M::CheckOutdated { check, .. } | M::GoAheadAnswered { check, .. } => {
            format!("/checks/{check}")
        }
        M::DerogationAnswered { derogation, .. } => format!("/derogations/{derogation}"),
        M::GoAheadsDue { .. } => "/approvals".to_owned(),
        M::EditionReady { month } => format!("/reports/editions/{month}"),
        M::DecisionGiven { month, .. } => format!("/reports/editions/{month}#decisions"),
        M::Alerts { .. } => "/alerts".to_owned(),
        M::WatchedChanged { client, .. } => format!("/clients/{client}"),
        M::AppealJudged { client, .. } if role == Role::Member => format!("/clients/{client}/appeal"),
        M::AppealFiled { appeal, .. } | M::AppealDue { appeal, .. } | M::AppealJudged { appeal, .. } => {
            format!("/appeals/{appeal}")
        }
    }
}
