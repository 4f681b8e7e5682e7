//! Who may do what: the one table of `product.md`, "Who may do what". Every server path asks it.

use crate::category::{Filter, Sensitivity};
use crate::{ClientId, Person, PersonId, Role};

words! {
    /// What can be asked of Vigie; each route and each button names one.
    Action {
        /// See what waits for oneself, one's account and the help.
        Home = "home",
        LookUpClient = "look_up_client",
        ListClients = "list_clients",
        EditClient = "edit_client",
        ReportIssue = "report_issue",
        ReadIssue = "read_issue",
        /// Read the issues, their files and the notes of a case that was put to the committee; never who reported.
        ReadPut = "read_put",
        /// Fetch a file; what it belongs to is asked for with its own right.
        ReadFile = "read_file",
        ListIssues = "list_issues",
        /// Triage, confirm, dismiss, resolve, reopen.
        DecideIssue = "decide_issue",
        /// Take back one's own report.
        WithdrawIssue = "withdraw_issue",
        /// Correct what one reported oneself; the old text is kept.
        CorrectIssue = "correct_issue",
        /// Add a file to an issue: its reporter, and whoever decides it.
        AddEvidence = "add_evidence",
        /// Read a group of issues about the same facts.
        ReadCase = "read_case",
        /// Group issues, and decide them together.
        DecideCase = "decide_case",
        ReadNotes = "read_notes",
        WriteNote = "write_note",
        ReadStances = "read_stances",
        /// Propose or choose a stance of any kind; how many people it takes is the stance's own rule.
        ChooseStance = "choose_stance",
        /// Be the second person of a restrictive stance.
        ApproveStance = "approve_stance",
        LiftStance = "lift_stance",
        /// Write to a client, record receipts, read and publish its replies.
        HearClient = "hear_client",
        /// Read appeals; who took part does not judge (`domain::appeal`).
        JudgeAppeal = "judge_appeal",
        /// Contest a stance that touches one's own work.
        AppealStance = "appeal_stance",
        PlaceHold = "place_hold",
        /// Step aside from a client for a conflict of interest.
        StepAside = "step_aside",
        /// Let somebody back who stepped aside; never oneself.
        EndRecusal = "end_recusal",
        AskOpinion = "ask_opinion",
        /// Read a case that was put to the committee, and answer.
        GiveOpinion = "give_opinion",
        /// Ask to work in spite of a sanction.
        AskDerogation = "ask_derogation",
        /// Read a request: managers all, members their own.
        ReadDerogation = "read_derogation",
        AnswerDerogation = "answer_derogation",
        NegotiateAgreement = "negotiate_agreement",
        RunCheck = "run_check",
        ReadCheck = "read_check",
        AnswerApproval = "answer_approval",
        /// Tick a condition of a kept check with its proof.
        TickCondition = "tick_condition",
        /// Waive a condition once, with a reason; also: not of a check one kept oneself.
        WaiveCondition = "waive_condition",
        /// Say what one did in the end.
        TellOutcome = "tell_outcome",
        WatchClient = "watch_client",
        ReadReports = "read_reports",
        /// Let the control limits of a chart begin anew.
        RebaseLimits = "rebase_limits",
        /// Read the protected tables of analysts, and take them away.
        ReadProtected = "read_protected",
        /// Read the monthly editions, and say so.
        ReadEdition = "read_edition",
        /// Ask for the edition of a closed month.
        MakeEdition = "make_edition",
        /// Write down what was decided on an edition.
        DecideOnEdition = "decide_on_edition",
        /// Say that a decision is done.
        FinishDecision = "finish_decision",
        /// The register of processing: what is held of whom, how long, who reads it.
        ReadProcessing = "read_processing",
        /// Read what moved against its own past, and have it by mail.
        ReadAlerts = "read_alerts",
        /// Take an alert off the team's list.
        DismissAlert = "dismiss_alert",
        ReadProfessions = "read_professions",
        /// Say how an entry of the nomenclature should be changed.
        ProposeProfession = "propose_profession",
        /// Change the nomenclature, or put a proposal in force.
        PutProfessionInForce = "put_profession_in_force",
        ReadPartners = "read_partners",
        /// Add, edit and retire partners.
        KeepPartners = "keep_partners",
        /// Click OK on the charter.
        AcknowledgeCharter = "acknowledge_charter",
        /// Write the next version of the charter.
        ProposeCharter = "propose_charter",
        /// Put it in force from a day.
        PutCharterInForce = "put_charter_in_force",
        /// What clients owe, how old, and what was done about it.
        ReadDebts = "read_debts",
        /// Remind, plan, notify, write off.
        FollowDebts = "follow_debts",
        /// Minimum and reference wages, interest rates, the price factor, and the calculator.
        ReadPay = "read_pay",
        ProposePay = "propose_pay",
        /// Add, end and confirm dated figures.
        KeepPay = "keep_pay",
        Import = "import",
        ManagePeople = "manage_people",
        /// Keys of other systems.
        ManageKeys = "manage_keys",
        ReadAudit = "read_audit",
        /// How long what is kept, the purge, legal holds.
        ManageRetention = "manage_retention",
        /// Make one client of two, and two again.
        MergeClients = "merge_clients",
        /// Make the file of a person who is a client, note what they contest.
        ReadPersonFile = "read_person_file",
        /// Erase a person who is a client.
        ErasePerson = "erase_person",
        /// Read the versions of the policy that are or were in force.
        ReadPolicy = "read_policy",
        /// Draft a version, edit and try it.
        ProposePolicy = "propose_policy",
        PutPolicyInForce = "put_policy_in_force",
    }
}

/// What a role's cell of the table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    No,
    Yes,
    /// Only what the person reported, keeps or asked for.
    Own,
    /// Only what belongs to the payment filter.
    Payment,
    /// Only what a question to the ethics committee is about.
    Put,
}

/// The table: one row an action, one column a role. A new action or role must choose.
pub const fn grant(role: Role, action: Action) -> Grant {
    use Action as A;
    use Grant::{No, Own, Payment, Put, Yes};
    use Role as R;
    match (action, role) {
        (A::Home | A::ReadProfessions | A::ReadPay | A::ReadPartners | A::AcknowledgeCharter, _) => Yes,
        (A::LookUpClient, R::Member | R::Counsellor | R::Accounts | R::Manager) => Yes,
        (A::LookUpClient, _) => No,
        (A::ListClients, R::Counsellor | R::Manager) => Yes,
        (A::ListClients, R::Accounts) => Payment,
        (A::ListClients, _) => No,
        (A::EditClient, R::Counsellor | R::Accounts | R::Manager) => Yes,
        (A::EditClient, _) => No,
        (A::ReportIssue, R::Member | R::Counsellor | R::Manager) => Yes,
        (A::ReportIssue, R::Accounts) => Payment,
        (A::ReportIssue, _) => No,
        (A::ReadIssue | A::ReadFile, R::Counsellor | R::Manager) => Yes,
        (A::ReadIssue | A::ReadFile, R::Member) => Own,
        (A::ReadIssue | A::ReadFile, R::Accounts) => Payment,
        (A::ReadFile | A::ReadPut, R::Committee) => Put,
        (A::ReadIssue | A::ReadFile | A::ReadPut, _) => No,
        (A::ListIssues, R::Counsellor | R::Manager) => Yes,
        (A::ListIssues, R::Accounts) => Payment,
        (A::ListIssues, _) => No,
        (A::DecideIssue, R::Counsellor | R::Manager) => Yes,
        (A::DecideIssue, R::Accounts) => Payment,
        (A::DecideIssue, _) => No,
        (A::WithdrawIssue | A::CorrectIssue, R::Member | R::Counsellor | R::Accounts | R::Manager) => Own,
        (A::WithdrawIssue | A::CorrectIssue, _) => No,
        (A::AddEvidence, R::Member) => Own,
        (A::AddEvidence | A::ReadCase | A::DecideCase, R::Counsellor | R::Manager) => Yes,
        (A::AddEvidence | A::ReadCase | A::DecideCase, R::Accounts) => Payment,
        (A::AddEvidence | A::ReadCase | A::DecideCase, _) => No,
        (A::ReadNotes | A::WriteNote, R::Counsellor | R::Manager) => Yes,
        (A::ReadNotes | A::WriteNote, R::Accounts) => Payment,
        (A::ReadNotes | A::WriteNote, _) => No,
        (A::ReadStances, R::Counsellor | R::Manager) => Yes,
        (A::ReadStances, _) => No,
        (A::ChooseStance | A::ApproveStance | A::LiftStance, R::Counsellor | R::Manager) => Yes,
        (A::ChooseStance | A::ApproveStance | A::LiftStance, _) => No,
        (A::StepAside, R::Counsellor | R::Accounts | R::Manager) => Yes,
        (A::StepAside, _) => No,
        (A::EndRecusal, R::Manager | R::Admin) => Yes,
        (A::EndRecusal, _) => No,
        (A::AskOpinion | A::NegotiateAgreement, R::Counsellor | R::Manager) => Yes,
        (A::AskOpinion | A::NegotiateAgreement, _) => No,
        (A::GiveOpinion, R::Committee) => Yes,
        (A::GiveOpinion, _) => No,
        (A::AskDerogation | A::ReadDerogation, R::Member) => Own,
        (A::ReadDerogation, R::Manager) => Yes,
        (A::ReadDerogation, _) => No,
        (A::AskDerogation, _) => No,
        (A::AnswerDerogation, R::Manager) => Yes,
        (A::AnswerDerogation, _) => No,
        (A::HearClient | A::JudgeAppeal, R::Counsellor | R::Manager) => Yes,
        (A::HearClient | A::JudgeAppeal, _) => No,
        (A::AppealStance, R::Member) => Yes,
        (A::AppealStance, _) => No,
        (A::PlaceHold, R::Manager) => Yes,
        (A::PlaceHold, _) => No,
        (A::RunCheck, R::Member | R::Counsellor | R::Manager) => Yes,
        (A::RunCheck, _) => No,
        (A::ReadCheck, R::Member) => Own,
        (A::ReadCheck, R::Counsellor | R::Manager) => Yes,
        (A::ReadCheck, _) => No,
        (A::AnswerApproval | A::WaiveCondition, R::Counsellor | R::Manager) => Yes,
        (A::AnswerApproval | A::WaiveCondition, _) => No,
        (A::TickCondition, R::Counsellor | R::Manager) => Yes,
        (A::TickCondition | A::TellOutcome, R::Member) => Own,
        (A::TellOutcome, R::Counsellor | R::Manager) => Own,
        (A::TickCondition | A::TellOutcome, _) => No,
        (A::WatchClient, R::Member | R::Counsellor | R::Manager) => Yes,
        (A::WatchClient, _) => No,
        (A::ReadReports, R::Counsellor | R::Manager) => Yes,
        (A::ReadReports, R::Accounts) => Payment,
        (A::ReadReports, _) => No,
        // Small numbers are merged in them; who reads exact counts may see what others see.
        (A::ReadProtected, R::Analyst | R::Counsellor | R::Manager) => Yes,
        (A::ReadProtected, _) => No,
        (A::ReadEdition, R::Counsellor | R::Manager) => Yes,
        (A::ReadEdition, R::Accounts) => Payment,
        (A::ReadEdition, _) => No,
        (A::MakeEdition | A::DecideOnEdition | A::FinishDecision, R::Counsellor | R::Manager) => Yes,
        (A::FinishDecision, R::Accounts) => Own,
        (A::MakeEdition | A::DecideOnEdition | A::FinishDecision, _) => No,
        (A::RebaseLimits, R::Manager) => Yes,
        (A::RebaseLimits, _) => No,
        (A::ReadProcessing, R::Manager | R::Admin) => Yes,
        (A::ReadProcessing, _) => No,
        (A::ReadAlerts | A::DismissAlert, R::Counsellor | R::Manager) => Yes,
        (A::ReadAlerts | A::DismissAlert, _) => No,
        (A::ProposeProfession, R::Counsellor | R::Manager) => Yes,
        (A::ProposeProfession, _) => No,
        (A::PutProfessionInForce, R::Manager) => Yes,
        (A::PutProfessionInForce, _) => No,
        (A::KeepPartners, R::Counsellor | R::Accounts | R::Manager) => Yes,
        (A::KeepPartners, _) => No,
        (A::ProposeCharter, R::Counsellor | R::Manager) => Yes,
        (A::ProposeCharter, _) => No,
        (A::PutCharterInForce, R::Manager) => Yes,
        (A::PutCharterInForce, _) => No,
        (A::ReadDebts, R::Counsellor | R::Accounts | R::Manager) => Yes,
        (A::ReadDebts, _) => No,
        (A::FollowDebts, R::Accounts | R::Manager) => Yes,
        (A::FollowDebts, _) => No,
        (A::ProposePay, R::Counsellor | R::Manager) => Yes,
        (A::ProposePay, _) => No,
        (A::KeepPay, R::Manager) => Yes,
        (A::KeepPay, _) => No,
        (A::Import, R::Counsellor | R::Accounts | R::Manager | R::Admin) => Yes,
        (A::Import, _) => No,
        (A::ReadPolicy, R::Member | R::Counsellor | R::Manager) => Yes,
        (A::ReadPolicy, _) => No,
        (A::ProposePolicy, R::Counsellor) => Own,
        (A::ProposePolicy, R::Manager) => Yes,
        (A::ProposePolicy, _) => No,
        (A::PutPolicyInForce, R::Manager) => Yes,
        (A::PutPolicyInForce, _) => No,
        (A::ManagePeople | A::ManageKeys | A::ManageRetention, R::Manager | R::Admin) => Yes,
        (A::ManagePeople | A::ManageKeys | A::ManageRetention, _) => No,
        (A::MergeClients | A::ReadPersonFile, R::Counsellor | R::Manager) => Yes,
        (A::MergeClients | A::ReadPersonFile, _) => No,
        (A::ErasePerson, R::Manager) => Yes,
        (A::ErasePerson, _) => No,
        (A::ReadAudit, R::Admin) => Yes,
        (A::ReadAudit, _) => No,
    }
}

/// What an action is asked of, as far as rights depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Object {
    /// Who reported it, keeps it or asked for it.
    pub owner: Option<PersonId>,
    pub filter: Option<Filter>,
    pub sensitivity: Option<Sensitivity>,
    pub client: Option<ClientId>,
    /// A question to the ethics committee is about it.
    pub put: bool,
}

/// Why an action is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("this role may not do this")]
    Role,
    #[error("only its owner may")]
    NotOwn,
    #[error("this role acts on payment matters only")]
    NotPayment,
    #[error("only what was put to the committee")]
    NotPut,
    #[error("only named handlers read this")]
    NotNamedHandler,
    #[error("the person belongs to this client or a rival")]
    OwnClient,
}

/// May this person see this kind of page at all? The objects on it are asked for one by one with [`may`].
pub fn may_at_all(person: &Person, action: Action) -> Result<(), Denied> {
    match grant(person.role, action) {
        Grant::No => Err(Denied::Role),
        Grant::Yes | Grant::Own | Grant::Payment | Grant::Put => Ok(()),
    }
}

/// May this person do this to this object?
pub fn may(person: &Person, action: Action, on: &Object) -> Result<(), Denied> {
    let owner = on.owner == Some(person.id);
    match grant(person.role, action) {
        Grant::No => return Err(Denied::Role),
        Grant::Own if !owner => return Err(Denied::NotOwn),
        Grant::Payment if on.filter.is_some_and(|f| f != Filter::Payment) => return Err(Denied::NotPayment),
        Grant::Put if !on.put => return Err(Denied::NotPut),
        Grant::Yes | Grant::Own | Grant::Payment | Grant::Put => {}
    }
    let tells_of_a_report = matches!(
        action,
        Action::ReadIssue
            | Action::ReadFile
            | Action::ListIssues
            | Action::DecideIssue
            | Action::AddEvidence
            | Action::ReadCase
            | Action::DecideCase
            | Action::ReadNotes
            | Action::ReadStances
    );
    if tells_of_a_report && !owner {
        if on.client.is_some_and(|c| person.own_clients.contains(&c)) {
            return Err(Denied::OwnClient);
        }
        if on.sensitivity == Some(Sensitivity::NamedHandlers) && !person.named_handler {
            return Err(Denied::NotNamedHandler);
        }
    }
    let decides = matches!(
        action,
        Action::ChooseStance
            | Action::ApproveStance
            | Action::LiftStance
            | Action::HearClient
            | Action::JudgeAppeal
            | Action::AppealStance
            | Action::PlaceHold
            | Action::EndRecusal
            | Action::AskOpinion
            | Action::GiveOpinion
            | Action::ReadPut
            | Action::AnswerDerogation
            | Action::NegotiateAgreement
            | Action::AnswerApproval
            | Action::WaiveCondition
            | Action::DecideIssue
            | Action::DismissAlert
            | Action::FollowDebts
            | Action::DecideCase
            | Action::MergeClients
            | Action::ReadPersonFile
            | Action::ErasePerson
    );
    if decides && on.client.is_some_and(|c| person.own_clients.contains(&c)) {
        return Err(Denied::OwnClient);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;

    fn person(role: Role) -> Person {
        Person {
            id: PersonId(1),
            name: "Test".into(),
            email: "test@demo.example".into(),
            role,
            lang: Lang::Fr,
            named_handler: false,
            member: None,
            own_clients: vec![ClientId(9)],
        }
    }

    #[test]
    fn members_have_no_list_of_clients_issues_or_stances() {
        for action in [Action::ListClients, Action::ListIssues, Action::ReadStances] {
            assert_eq!(may_at_all(&person(Role::Member), action), Err(Denied::Role));
        }
    }

    #[test]
    fn a_member_reads_only_own_reports() {
        let mine = Object {
            owner: Some(PersonId(1)),
            ..Object::default()
        };
        let theirs = Object {
            owner: Some(PersonId(2)),
            ..Object::default()
        };
        assert_eq!(may(&person(Role::Member), Action::ReadIssue, &mine), Ok(()));
        assert_eq!(
            may(&person(Role::Member), Action::ReadIssue, &theirs),
            Err(Denied::NotOwn)
        );
    }

    #[test]
    fn accounts_act_on_payment_matters_only() {
        let ethics = Object {
            filter: Some(Filter::Ethics),
            ..Object::default()
        };
        let payment = Object {
            filter: Some(Filter::Payment),
            ..Object::default()
        };
        assert_eq!(
            may(&person(Role::Accounts), Action::DecideIssue, &ethics),
            Err(Denied::NotPayment)
        );
        assert_eq!(
            may(&person(Role::Accounts), Action::DecideIssue, &payment),
            Ok(())
        );
    }

    #[test]
    fn harassment_is_read_by_named_handlers_and_its_reporter_only() {
        let issue = Object {
            sensitivity: Some(Sensitivity::NamedHandlers),
            ..Object::default()
        };
        let own = Object {
            owner: Some(PersonId(1)),
            ..issue
        };
        let mut counsellor = person(Role::Counsellor);
        assert_eq!(
            may(&counsellor, Action::ReadIssue, &issue),
            Err(Denied::NotNamedHandler)
        );
        assert_eq!(may(&person(Role::Member), Action::ReadIssue, &own), Ok(()));
        counsellor.named_handler = true;
        assert_eq!(may(&counsellor, Action::ReadIssue, &issue), Ok(()));
    }

    #[test]
    fn the_committee_reads_what_was_put_to_it_harassment_included_and_nothing_else() {
        let committee = person(Role::Committee);
        let harassment = Object {
            sensitivity: Some(Sensitivity::NamedHandlers),
            ..Object::default()
        };
        let put = Object {
            put: true,
            ..harassment
        };
        let of_its_own_firm = Object {
            client: Some(ClientId(9)),
            ..put
        };
        assert_eq!(may(&committee, Action::ReadPut, &harassment), Err(Denied::NotPut));
        assert_eq!(may(&committee, Action::ReadPut, &put), Ok(()));
        assert_eq!(
            may(&committee, Action::ReadPut, &of_its_own_firm),
            Err(Denied::OwnClient)
        );
        assert_eq!(
            may(&committee, Action::ReadIssue, &put),
            Err(Denied::Role),
            "there stands who reported it"
        );
        assert_eq!(
            may(&person(Role::Counsellor), Action::ReadPut, &put),
            Err(Denied::Role)
        );
    }

    #[test]
    fn only_a_manager_lets_somebody_back_and_never_where_they_stepped_aside_themselves() {
        let at = |client| Object {
            client: Some(ClientId(client)),
            ..Object::default()
        };
        assert_eq!(may(&person(Role::Manager), Action::EndRecusal, &at(8)), Ok(()));
        assert_eq!(
            may(&person(Role::Manager), Action::EndRecusal, &at(9)),
            Err(Denied::OwnClient)
        );
        assert_eq!(
            may(&person(Role::Counsellor), Action::EndRecusal, &at(8)),
            Err(Denied::Role)
        );
    }

    #[test]
    fn nobody_reads_or_decides_about_the_firm_they_work_for() {
        let firm = Object {
            client: Some(ClientId(9)),
            ..Object::default()
        };
        for action in [
            Action::ChooseStance,
            Action::ApproveStance,
            Action::DecideIssue,
            Action::ReadIssue,
            Action::ReadStances,
        ] {
            assert_eq!(
                may(&person(Role::Counsellor), action, &firm),
                Err(Denied::OwnClient)
            );
        }
        assert_eq!(may_at_all(&person(Role::Counsellor), Action::ReadStances), Ok(()));
    }

    #[test]
    fn forgetting_is_for_managers_and_the_admin_merging_for_those_who_read_everything_moved() {
        let may = |role, action| grant(role, action) == Grant::Yes;
        for role in Role::ALL.iter().copied() {
            let (manager, counsellor) = (role == Role::Manager, role == Role::Counsellor);
            assert_eq!(
                may(role, Action::ManageRetention),
                manager || role == Role::Admin,
                "{role}"
            );
            assert_eq!(may(role, Action::MergeClients), manager || counsellor, "{role}");
            assert_eq!(may(role, Action::ReadPersonFile), manager || counsellor, "{role}");
            assert_eq!(may(role, Action::ErasePerson), manager, "{role}");
        }
        let own = Object {
            client: Some(ClientId(9)),
            ..Object::default()
        };
        assert_eq!(may_merge_own(&own), Err(Denied::OwnClient));
    }

    fn may_merge_own(own: &Object) -> Result<(), Denied> {
        may(&person(Role::Counsellor), Action::MergeClients, own)
    }

    #[test]
    fn debts_are_followed_by_accounts_and_managers_and_read_by_counsellors() {
        for role in Role::ALL {
            let follows = matches!(role, Role::Accounts | Role::Manager);
            let may_here = |action| may_at_all(&person(*role), action).is_ok();
            assert_eq!(may_here(Action::FollowDebts), follows, "{role}");
            assert_eq!(
                may_here(Action::ReadDebts),
                follows || *role == Role::Counsellor,
                "{role}"
            );
            assert_eq!(may_here(Action::KeepPay), *role == Role::Manager, "{role}");
            assert!(may_here(Action::ReadPay), "{role}");
        }
    }

    #[test]
    fn a_counsellor_edits_only_the_draft_they_proposed_and_a_manager_puts_it_in_force() {
        let of = |id| Object {
            owner: Some(PersonId(id)),
            ..Object::default()
        };
        let counsellor = person(Role::Counsellor);
        assert_eq!(may(&counsellor, Action::ProposePolicy, &of(1)), Ok(()));
        assert_eq!(
            may(&counsellor, Action::ProposePolicy, &of(2)),
            Err(Denied::NotOwn)
        );
        assert_eq!(may(&person(Role::Manager), Action::ProposePolicy, &of(2)), Ok(()));
        for role in Role::ALL {
            let puts = may_at_all(&person(*role), Action::PutPolicyInForce).is_ok();
            assert_eq!(puts, *role == Role::Manager);
        }
    }

    #[test]
    fn analysts_read_protected_tables_and_nothing_exact_and_members_no_report_at_all() {
        for (role, exact, protected) in [
            (Role::Analyst, false, true),
            (Role::Member, false, false),
            (Role::Committee, false, false),
            (Role::Admin, false, false),
            (Role::Accounts, true, false),
            (Role::Manager, true, true),
        ] {
            let may_here = |action| may_at_all(&person(role), action).is_ok();
            assert_eq!(may_here(Action::ReadReports), exact, "{role}");
            assert_eq!(may_here(Action::ReadProtected), protected, "{role}");
        }
    }

    #[test]
    fn editions_are_made_by_counsellors_and_managers_and_analysts_read_none() {
        for role in Role::ALL {
            let manages = matches!(role, Role::Counsellor | Role::Manager);
            let may_here = |action| may_at_all(&person(*role), action).is_ok();
            assert_eq!(may_here(Action::MakeEdition), manages, "{role}");
            assert_eq!(may_here(Action::DecideOnEdition), manages, "{role}");
            assert_eq!(
                may_here(Action::ReadEdition),
                manages || *role == Role::Accounts,
                "{role}"
            );
        }
        let of = |id| Object {
            owner: Some(PersonId(id)),
            ..Object::default()
        };
        let accounts = person(Role::Accounts);
        assert_eq!(may(&accounts, Action::FinishDecision, &of(1)), Ok(()));
        assert_eq!(
            may(&accounts, Action::FinishDecision, &of(2)),
            Err(Denied::NotOwn)
        );
    }

    #[test]
    fn only_a_manager_places_a_hold_and_begins_limits_anew() {
        for role in Role::ALL {
            for action in [Action::PlaceHold, Action::RebaseLimits] {
                assert_eq!(may_at_all(&person(*role), action).is_ok(), *role == Role::Manager);
            }
        }
    }

    #[test]
    fn people_keys_imports_and_retention_are_management_s_and_administration_s_staff_import_too() {
        for role in Role::ALL {
            let keeps = matches!(*role, Role::Manager | Role::Admin);
            let may_here = |action| may_at_all(&person(*role), action).is_ok();
            for action in [Action::ManagePeople, Action::ManageKeys, Action::ManageRetention] {
                assert_eq!(may_here(action), keeps, "{role} {action}");
            }
            let imports = keeps || matches!(*role, Role::Counsellor | Role::Accounts);
            assert_eq!(may_here(Action::Import), imports, "{role}");
        }
    }
}
