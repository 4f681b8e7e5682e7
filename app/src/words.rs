//! The closed lists of `domain` in the reader's language: one exhaustive function a list, so that a new word must be named.

use crate::texts;
use domain::agreement::AgreementState;
use domain::api_key::ApiScope;
use domain::appeal::AppealState;
use domain::audit::AuditAction;
use domain::case::{CaseState, CaseStep};
use domain::category::Filter;
use domain::charter::Channel;
use domain::check::{Answer, Outcome};
use domain::client::change::{ClientEventKind, ClientField};
use domain::client::identifier::{IdentifierError, Scheme};
use domain::client::merge::Part as MergePart;
use domain::client::person::EraseRefused;
use domain::client::region::Region;
use domain::client::sector::SectorGroup;
use domain::client::{ClientKind, NameKind};
use domain::contract::{DebtState, SizeBand, WageUnit};
use domain::debt::{AgeBand, DebtStep, NextStep};
use domain::file::Media;
use domain::issue::content::Part as IssuePart;
use domain::issue::{Again, Cause, IssueState, Severity, Source};
use domain::partner::PartnerKind;
use domain::pay::figure::{FigureKind, FigureStep};
use domain::policy::Verdict;
use domain::policy::setting::Setting;
use domain::profession::{Part as ProfessionPart, ProfessionField, ProfessionState, Proof};
use domain::register::RegisterState;
use domain::retention::{Stays, Subject};
use domain::stance::condition::ConditionKind;
use domain::stance::derogation::DerogationState;
use domain::stance::hearing::{Channel as LetterChannel, ReceivedHow};
use domain::stance::life::StanceState;
use domain::stance::life::Step as StanceStep;
use domain::stance::life::{HeardHow, Outcome as StanceOutcome};
use domain::stance::opinion::Advice;
use domain::stance::{RunningContracts, StanceKind};
use domain::trend::agreement::Offer as OfferClass;
use domain::wording::Concern;
use domain::{Lang, Role};

/// `fn name(l, Type) -> text`, each variant to the text of a section.
macro_rules! named {
    ($($(#[$meta:meta])* $name:ident: $type:ident in $section:ident { $($variant:ident => $key:ident),+ $(,)? })+) => {$(
        $(#[$meta])*
        pub const fn $name(l: Lang, word: $type) -> &'static str {
            match word { $($type::$variant => texts::$section::$key(l)),+ }
        }
    )+};
}

named! {
    /// A role, as the account menu shows it.
    role: Role in role {
        Member => member, Counsellor => counsellor, Accounts => accounts, Manager => manager,
        Committee => committee, Analyst => analyst, Admin => admin,
    }
    /// A verb of the log.
    audit_action: AuditAction in audit_action {
        SignIn => sign_in, SignInFailed => sign_in_failed, SignOut => sign_out, AddClient => add_client,
        EditClient => edit_client, ReportIssue => report_issue, ReviewIssue => review_issue,
        ConfirmIssue => confirm_issue, DismissIssue => dismiss_issue, ResolveIssue => resolve_issue,
        WithdrawIssue => withdraw_issue, ReopenIssue => reopen_issue, CorrectIssue => correct_issue,
        ClassifyIssue => classify_issue, ReadIssue => read_issue, OpenCase => open_case,
        ChangeCase => change_case, DecideCase => decide_case, ReadCase => read_case, AddFile => add_file,
        ReadFile => read_file, WriteNote => write_note, ReadNotes => read_notes,
        ProposeStance => propose_stance, ApproveStance => approve_stance, RefuseStance => refuse_stance,
        AmendStance => amend_stance, SendStance => send_stance, HearStance => hear_stance,
        RenewStance => renew_stance, StepDownStance => step_down_stance, RecordOutcome => record_outcome,
        DismissAlert => dismiss_alert, ReadJudged => read_judged, LiftStance => lift_stance,
        EndStance => end_stance, ConfirmWords => confirm_words, SendNotice => send_notice,
        ReceiveNotice => receive_notice, BounceNotice => bounce_notice, OpenNotice => open_notice,
        ExtendHearing => extend_hearing, Reply => reply, ReadReply => read_reply,
        PublishReply => publish_reply, FileAppeal => file_appeal, JudgeAppeal => judge_appeal,
        ReadAppeal => read_appeal, PlaceHold => place_hold, RenewHold => renew_hold, LiftHold => lift_hold,
        StepAside => step_aside, EndRecusal => end_recusal, AskOpinion => ask_opinion,
        GiveOpinion => give_opinion, AskDerogation => ask_derogation, AnswerDerogation => answer_derogation,
        ProposeAgreement => propose_agreement, AnswerAgreement => answer_agreement, KeepCheck => keep_check,
        AskApproval => ask_approval, AnswerApproval => answer_approval, TickCondition => tick_condition,
        WaiveCondition => waive_condition, TellOutcome => tell_outcome, SignContract => sign_contract,
        WatchClient => watch_client, AddKey => add_key, RevokeKey => revoke_key, SetLimit => set_limit,
        ImportContracts => import_contracts, ImportRegister => import_register, FollowDebt => follow_debt,
        DetectIssue => detect_issue, KeepFigure => keep_figure, Export => export, MakeEdition => make_edition,
        ReadEdition => read_edition, DecideOnEdition => decide_on_edition, RebaseLimits => rebase_limits,
        SubscribeEdition => subscribe_edition, AddPerson => add_person, EditPerson => edit_person,
        ChangeLanguage => change_language, AddProfession => add_profession, EditProfession => edit_profession,
        ProposeProfession => propose_profession, DecideProfession => decide_profession,
        KeepPartner => keep_partner, DraftCharter => draft_charter, AdoptCharter => adopt_charter,
        AcknowledgeCharter => acknowledge_charter, LoadDemo => load_demo, DraftPolicy => draft_policy,
        EditPolicy => edit_policy, SimulatePolicy => simulate_policy, PutPolicyInForce => put_policy_in_force,
        WithdrawPolicy => withdraw_policy, DiscardPolicy => discard_policy, Purge => purge,
        SetPeriod => set_period, MovePurge => move_purge, PlaceLegalHold => place_legal_hold,
        LiftLegalHold => lift_legal_hold, MergeClients => merge_clients, NoteDifferent => note_different,
        UndoMerge => undo_merge, TakeOverStance => take_over_stance, ReadPersonFile => read_person_file,
        ContestClient => contest_client, SettleContest => settle_contest, ErasePerson => erase_person,
        ReadAudit => read_audit,
    }
    /// A kind of stance; punitive is read as "sanction".
    stance_kind: StanceKind in stance { Informative => informative, Restrictive => restrictive, Punitive => punitive }
    /// Where a stance stands in its life.
    stance_state: StanceState in stance_state {
        Proposed => proposed, Notified => notified, Heard => heard, Approved => approved, InForce => in_force,
        Refused => refused, Lifted => lifted, Ended => ended,
    }
    /// How grave an issue is.
    severity: Severity in severity { Minor => minor, Moderate => moderate, Serious => serious, Critical => critical }
    /// One of the three filters, or payment.
    filter: Filter in filter { Legal => legal, Ethics => ethics, Support => support, Payment => payment }
    /// What a filter says of a client.
    verdict: Verdict in verdict { Blank => blank, Quiet => quiet, Concern => concern, Serious => serious, Grave => grave }
    /// One number of a policy.
    policy_setting: Setting in policy_setting {
        Months => months, HalfDays => half_days, WeightMinor => weight_minor, WeightModerate => weight_moderate,
        WeightSerious => weight_serious, WeightCritical => weight_critical, Resolved => resolved, ApartDays => apart_days,
        LimitConcern => limit_concern, LimitSerious => limit_serious, LimitGrave => limit_grave, BlankUnder => blank_under,
        SureReporters => sure_reporters, DebtDays => debt_days, NoticeDays => notice_days,
        UnpaidContracts => unpaid_contracts, Prepayment => prepayment, InformShare => inform_share,
        InformTimes => inform_times, InformContracts => inform_contracts, RestrictShare => restrict_share,
        RestrictTimes => restrict_times, RestrictContracts => restrict_contracts, CapStructural => cap_structural,
        CapNaturalPerson => cap_natural_person, CapAgreement => cap_agreement, M => m, M0 => m0, Mean => mean,
    }
    /// Where an issue stands in its life.
    issue_state: IssueState in issue_state {
        Reported => reported, UnderReview => under_review, Confirmed => confirmed,
        Dismissed => dismissed, Resolved => resolved, Withdrawn => withdrawn,
    }
    /// Where a case stands.
    case_state: CaseState in case { Open => state_open, Decided => state_decided }
    /// A step in the life of a case, as its history tells it.
    case_step: CaseStep in case {
        Open => step_open, Add => step_add, Remove => step_remove, Confirm => step_confirm, Dismiss => step_dismiss,
        Resolve => step_resolve, Reopen => step_reopen,
    }
    /// A part of an issue that a correction changed.
    issue_part: IssuePart in issue_part {
        Category => category, Severity => severity, Cause => cause, Funder => funder, Article => article, Facts => facts,
        HappenedOn => happened_on, Contract => contract, Wage => wage, Hours => hours, DaysLate => days_late,
        Unpaid => unpaid, MayTell => may_tell,
    }
    /// Why it happened.
    cause: Cause in cause { Unknown => unknown, Negligent => negligent, Deliberate => deliberate, Structural => structural }
    /// Who says so.
    source: Source in issue_source { Member => member, Staff => staff, Ledger => ledger }
    /// "Would you work for them again?"
    again: Again in issue_again { Yes => yes, No => no, Unsure => unsure }
    /// A kind of condition, without its figure.
    condition_kind: ConditionKind in condition {
        Approval => approval, Prepayment => prepayment, WrittenOrder => written_order, MinimumWage => minimum_wage,
        MinimumPrice => minimum_price, InsuranceCertificate => insurance_certificate, ValueAtMost => value_at_most,
        Acknowledgement => acknowledgement,
    }
    /// What kind of client it is.
    client_kind: ClientKind in client_kind {
        Company => company, NonProfit => non_profit, PublicBody => public_body, Platform => platform, Person => person,
    }
    /// What a client does.
    sector: SectorGroup in sector {
        PerformingArts => performing_arts, Audiovisual => audiovisual, Events => events, Training => training,
        SocioCultural => socio_cultural, Digital => digital, PublicSector => public_sector, Hospitality => hospitality,
        Building => building, Care => care, Transport => transport, Other => other,
    }
    /// Where a client is.
    region: Region in region {
        Brussels => brussels, Flanders => flanders, Wallonia => wallonia, Abroad => abroad, Unknown => unknown,
    }
    /// Which kind of number it is.
    scheme: Scheme in identifier {
        BeEnterprise => be_enterprise, BeEstablishment => be_establishment, FrSiren => fr_siren, FrSiret => fr_siret,
        FrVat => fr_vat, NlKvk => nl_kvk, NlBtw => nl_btw, LuVat => lu_vat, DeVat => de_vat, EuVat => eu_vat,
    }
    /// What is wrong with a number, as a sentence beside its field.
    identifier_error: IdentifierError in identifier {
        Empty => error_empty, Length => error_length, Letter => error_letter, FirstDigit => error_first_digit,
        CheckDigits => error_check_digits, Unknown => error_unknown,
    }
    /// What a name is.
    name_kind: NameKind in name_kind { Legal => legal, Trade => trade, Former => former, Abbreviation => abbreviation }
    /// How the register has a client.
    register_state: RegisterState in register_state {
        Normal => normal, Stopped => stopped, Bankrupt => bankrupt, Other => other, Unknown => unknown,
    }
    /// A field of the client form, as its history names it.
    client_field: ClientField in client_field {
        LegalName => legal_name, OtherNames => other_names, Numbers => numbers, Kind => kind,
        NaturalPerson => natural_person, Language => language, Address => address, Sector => sector, Nace => nace,
        Phone => phone, Email => email, Parent => parent, Subsidised => subsidised, Funders => funders,
    }
    /// How large a client is.
    size_band: SizeBand in size_band { One => one, Few => few, Tens => tens, Hundreds => hundreds }
    /// How the wage of an offer stands to its reference.
    offer_class: OfferClass in offer_class { Under => under, Fair => fair, Unknown => unknown, NotTold => not_told }
    /// The answer of a check.
    answer: Answer in answer {
        Clear => clear, NothingKnown => nothing_known, TakeNote => take_note, OnConditions => on_conditions,
        SpeakFirst => speak_first, Refused => refused,
    }
    /// What a member did in the end.
    check_outcome: Outcome in check_outcome { Accepted => accepted, Renegotiated => renegotiated, Declined => declined }
    /// What a key of another system opens.
    api_scope: ApiScope in admin_keys { Check => scope_check, Sign => scope_sign }
    /// What becomes of running contracts under a stance.
    running_contracts: RunningContracts in stance_choose { GoOn => running_go_on, Stop => running_stop }
    /// The same as a sentence of its own, for members.
    running_sentence: RunningContracts in check_answer { GoOn => running_go_on, Stop => running_stop }
    /// How a letter leaves the house.
    letter_channel: LetterChannel in channel { Mail => mail, Letter => letter, Registered => registered }
    /// How the house knows that a letter has arrived.
    received_how: ReceivedHow in received_how {
        Link => link, MailReceipt => mail_receipt, Registered => registered, Staff => staff,
    }
    /// What a word speaks of that is pointed out before it is published.
    concern: Concern in concern {
        Person => person, Health => health, Opinion => opinion, Crime => crime, Insult => insult,
    }
    /// Where an appeal stands.
    appeal_state: AppealState in appeal_state {
        Open => open, Granted => granted, GrantedWithConditions => granted_with_conditions, Refused => refused,
    }
    /// A step in the life of a stance, as its history tells it.
    stance_step: StanceStep in stance_sheet {
        Propose => step_propose, Amend => step_amend, Notify => step_notify, Send => step_send, Receive => step_receive,
        Bounce => step_bounce, Extend => step_extend, Reply => step_reply, Hear => step_hear, Approve => step_approve,
        Refuse => step_refuse, TakeEffect => step_take_effect, AskRenewal => step_ask_renewal, Renew => step_renew,
        DeclineRenewal => step_decline_renewal, Change => step_change, Lift => step_lift, StepDown => step_step_down,
        End => step_end, Outcome => step_outcome,
    }
    /// What became of a stance.
    stance_outcome: StanceOutcome in stance_outcome {
        Paid => paid, Improved => improved, Reversed => reversed, Relapsed => relapsed, Expired => expired,
        Replaced => replaced,
    }
    /// How a client was heard.
    heard_how: HeardHow in heard_how { Replied => replied, Silence => silence }
    /// What is advised or recommended.
    advice: Advice in advice { None => none, Informative => informative, Restrictive => restrictive, Punitive => punitive }
    /// Where a request to work in spite of a sanction stands.
    derogation_state: DerogationState in derogation { Asked => state_asked, Granted => state_granted, Declined => state_declined }
    /// Where an agreement stands.
    agreement_state: AgreementState in agreement {
        Proposed => state_proposed, InForce => state_in_force, Kept => state_kept, Broken => state_broken,
        Ended => state_ended,
    }
    /// A kind of file.
    media: Media in media { Pdf => pdf, Png => png, Jpeg => jpeg, Webp => webp, Text => text, Mail => mail }
    /// What a wage is paid for.
    wage_unit: WageUnit in wage_unit { Hour => hour, Day => day, Service => service, Cachet => cachet, Project => project }
    /// What a partner does.
    partner_kind: PartnerKind in partner_kind { Training => training, Guidance => guidance, Advice => advice }
    /// Where a profession belongs.
    profession_field: ProfessionField in profession_field {
        Arts => arts, Audiovisual => audiovisual, Events => events, Communication => communication, Digital => digital,
        Education => education, Crafts => crafts, Building => building, Hospitality => hospitality, Medical => medical,
        Care => care, Animals => animals, Transport => transport, Sports => sports, Services => services, Other => other,
    }
    /// A part of an entry of the nomenclature, as its history names it.
    profession_part: ProfessionPart in profession_part {
        Names => names, Field => field, State => state, Filter => filter, Reason => reason, Effect => effect,
        Proofs => proofs, Source => source, Since => since, Review => review,
    }
    /// How an OK on the charter came in.
    charter_channel: Channel in charter_channel {
        Click => click, Link => link, Mail => mail, Letter => letter, Meeting => meeting, Contract => contract,
    }
    /// A proof that a conditional profession demands.
    proof: Proof in proof {
        InsuranceCertificate => insurance_certificate, Diploma => diploma, HygieneTraining => hygiene_training,
        SafetyPlan => safety_plan, Licence => licence, PriorAgreement => prior_agreement,
    }
    /// What a dated figure is for.
    figure_kind: FigureKind in figure_kind {
        Minimum => minimum, Reference => reference, Interest => interest, Factor => factor,
    }
    /// What happened to a dated figure.
    figure_step: FigureStep in figure_step {
        Add => add, End => end, Confirm => confirm, Propose => propose, Accept => accept, Decline => decline,
    }
    /// Where a debt stands.
    debt_state: DebtState in debt_state {
        Open => open, Overdue => overdue, Reminded => reminded, Disputed => disputed, Plan => plan,
        PlanBroken => plan_broken, Judged => judged, Bankrupt => bankrupt, WrittenOff => written_off, Paid => paid,
    }
    /// A step that accounts can take about a debt.
    debt_step: DebtStep in debt_step {
        FallDue => fall_due, Remind => remind, FormalNotice => formal_notice, Dispute => dispute, Settle => settle,
        Plan => plan, Instalment => instalment, BreakPlan => break_plan, Judge => judge, Bankrupt => bankrupt,
        WriteOff => write_off, Pay => pay, Reopen => reopen,
    }
    /// The same step in the history.
    debt_step_done: DebtStep in debt_step_done {
        FallDue => fall_due, Remind => remind, FormalNotice => formal_notice, Dispute => dispute, Settle => settle,
        Plan => plan, Instalment => instalment, BreakPlan => break_plan, Judge => judge, Bankrupt => bankrupt,
        WriteOff => write_off, Pay => pay, Reopen => reopen,
    }
    /// What accounts do next.
    debt_next: NextStep in debt_next {
        Remind => remind, FormalNotice => formal_notice, Decide => decide, WatchInstalment => watch_instalment,
        SettleDispute => settle_dispute, Collect => collect, DeclareClaim => declare_claim,
    }
    /// How old a debt is.
    debt_age: AgeBand in debt_age {
        NotDue => not_due, To30 => to_30, To60 => to_60, To90 => to_90, Over90 => over_90,
    }
    /// What happened to a client's own record.
    client_event: ClientEventKind in client_event {
        Added => added, Edited => edited, Merged => merged, MergedInto => merged_into, MergeUndone => merge_undone,
        Contested => contested, ContestSettled => contest_settled, Erased => erased,
    }
    /// What goes over when two clients become one.
    merge_part: MergePart in merge_part {
        Names => names, Numbers => numbers, Establishments => establishments, Contracts => contracts, Issues => issues,
        Cases => cases, Stances => stances, Notes => notes, Checks => checks, Agreements => agreements,
    }
    /// Why a person is not erased now.
    erase_refused: EraseRefused in erase_refused {
        NotAPerson => not_a_person, Gone => gone, Owes => owes, Stance => stance, OpenIssue => open_issue, Appeal => appeal,
        Held => held, Work => work,
    }
    /// What is forgotten after a period of its own.
    retention_subject: Subject in retention_subject {
        DismissedIssue => dismissed_issue, WithdrawnIssue => withdrawn_issue, DecidedIssue => decided_issue,
        Check => check, Reporter => reporter,
    }
    /// From when its period runs.
    retention_from: Subject in retention_from {
        DismissedIssue => dismissed_issue, WithdrawnIssue => withdrawn_issue, DecidedIssue => decided_issue,
        Check => check, Reporter => reporter,
    }
    /// Why something stays although its period is over.
    retention_stays: Stays in retention_stays {
        LegalHold => legal_hold, Stance => stance, Appeal => appeal, Case => case, Ledger => ledger, Work => work,
        Newest => newest,
    }
    /// The state of a profession in the nomenclature.
    profession_state: ProfessionState in profession_state {
        Accepted => accepted, Conditional => conditional, Refused => refused, Paused => paused,
    }
}

/// How many stances of a kind, as a phrase: "10 informatives".
pub fn stance_count(l: Lang, kind: StanceKind, n: i64) -> String {
    match kind {
        StanceKind::Informative => texts::stance_count::informative(l, n),
        StanceKind::Restrictive => texts::stance_count::restrictive(l, n),
        StanceKind::Punitive => texts::stance_count::punitive(l, n),
    }
}

/// A language by its own name: "Français" is read by those who look for it.
pub const fn lang(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "Français",
        Lang::Nl => "Nederlands",
        Lang::En => "English",
        Lang::De => "Deutsch",
    }
}
