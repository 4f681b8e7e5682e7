//! All routes on one screen. Each names the right it needs: none can be added without.

use crate::api::v1;
use crate::app_state::App;
use crate::middleware;
use crate::pages::{
    account, admin, agreement, alert, appeal, case, charter, check, client, debt, edition, file, health,
    help, home, issue, language, message, notice, partner, pay, people, policy, processing, profession,
    public_year, reports, sign_in, sign_out, stance, watch,
};
use crate::route::Access::{Key, May, Public, SignedIn};
use crate::route::Table;
use axum::Router;
use domain::api_key::ApiScope;
use domain::permission::Action::{
    AcknowledgeCharter, AddEvidence, AnswerApproval, AnswerDerogation, AppealStance, ApproveStance,
    AskDerogation, AskOpinion, ChooseStance, CorrectIssue, DecideCase, DecideIssue, DecideOnEdition,
    DismissAlert, EditClient, EndRecusal, ErasePerson, FinishDecision, FollowDebts, GiveOpinion, HearClient,
    Home, JudgeAppeal, KeepPartners, KeepPay, LiftStance, ListClients, LookUpClient, ManageKeys,
    ManagePeople, ManageRetention, MergeClients, NegotiateAgreement, PlaceHold, ProposeCharter, ProposePay,
    ProposePolicy, ProposeProfession, PutCharterInForce, PutPolicyInForce, ReadAlerts, ReadAudit, ReadCase,
    ReadCheck, ReadDebts, ReadDerogation, ReadEdition, ReadFile, ReadIssue, ReadPartners, ReadPay,
    ReadPersonFile, ReadPolicy, ReadProcessing, ReadProfessions, ReadProtected, ReadReports, ReadStances,
    RebaseLimits, ReportIssue, RunCheck, StepAside, TellOutcome, TickCondition, WatchClient, WriteNote,
};

/// Path, who may, handlers. `form` is a page (GET) with the form that posts back to it (POST).
pub fn table() -> Table {
    Table::new()
        .get("/", May(Home), home::get)
        .form("/sign-in", Public, sign_in::get, sign_in::post)
        .post("/sign-out", SignedIn, sign_out::post)
        .post("/language", Public, language::post)
        .get("/help", Public, help::get)
        .get("/clients", May(ListClients), client::list::get)
        .get("/clients.csv", May(ListClients), client::export::get)
        .form(
            "/clients/new",
            May(EditClient),
            client::add::get,
            client::add::post,
        )
        .get("/clients/{id}", May(LookUpClient), client::sheet::get)
        .form(
            "/clients/{id}/edit",
            May(EditClient),
            client::edit::get,
            client::edit::post,
        )
        .post("/clients/{id}/notes", May(WriteNote), client::note::post)
        .get("/issues", May(ReadIssue), issue::list::get)
        .get("/issues/{id}", May(ReadIssue), issue::sheet::get)
        .post("/issues/{id}/decide", May(ReadIssue), issue::decide::post)
        .form(
            "/issues/{id}/correct",
            May(CorrectIssue),
            issue::correct::get,
            issue::correct::post,
        )
        .form(
            "/issues/{id}/classify",
            May(DecideIssue),
            issue::classify::get,
            issue::classify::post,
        )
        .post_files("/issues/{id}/files", May(AddEvidence), issue::evidence::post)
        .get("/cases", May(ReadCase), case::list::get)
        .form("/cases/new", May(DecideCase), case::open::get, case::open::post)
        .get("/cases/{id}", May(ReadCase), case::sheet::get)
        .post("/cases/{id}/decide", May(DecideCase), case::decide::post)
        .post("/cases/{id}/add", May(DecideCase), case::group::add)
        .post("/cases/{id}/remove", May(DecideCase), case::group::remove)
        .get("/files/{id}", May(ReadFile), file::get)
        .upload(
            "/clients/{id}/issues/new",
            May(ReportIssue),
            issue::report::get,
            issue::report::post,
        )
        .form(
            "/clients/{id}/stance",
            May(ChooseStance),
            stance::choose::get,
            stance::choose::post,
        )
        .form(
            "/stances/{id}/notify",
            May(HearClient),
            notice::notify::get,
            notice::notify::post,
        )
        .get("/notices/{id}/letter", May(HearClient), notice::letter::get)
        .post("/notices/{id}/receive", May(HearClient), notice::step::receive)
        .post("/notices/{id}/bounce", May(HearClient), notice::step::bounce)
        .form(
            "/replies/{id}",
            May(HearClient),
            notice::reply::get,
            notice::reply::post,
        )
        .get("/reply/{token}", Public, notice::link::get)
        .post("/reply/{token}/open", Public, notice::open)
        .post_files("/reply/{token}/reply", Public, notice::reply_by_link)
        .post("/reply/{token}/extend", Public, notice::extend)
        .post_files("/reply/{token}/appeal", Public, notice::appeal)
        .post("/reply/{token}/charter", Public, notice::charter)
        .get("/appeals", May(JudgeAppeal), appeal::list::get)
        .form(
            "/appeals/{id}",
            May(JudgeAppeal),
            appeal::sheet::get,
            appeal::sheet::post,
        )
        .upload(
            "/clients/{id}/appeal",
            May(AppealStance),
            appeal::file::get,
            appeal::file::post,
        )
        .post("/messages/read", May(Home), message::read)
        .get("/alerts", May(ReadAlerts), alert::get)
        .post("/alerts/{id}/dismiss", May(DismissAlert), alert::dismiss)
        .post("/account/alerts", May(ReadAlerts), alert::subscribe)
        .get("/stances", May(ReadStances), stance::list::get)
        .get("/stances/{id}", May(ReadStances), stance::sheet::get)
        .post(
            "/stances/{id}/approve",
            May(ApproveStance),
            stance::decide::approve,
        )
        .post("/stances/{id}/refuse", May(ApproveStance), stance::decide::refuse)
        .form(
            "/stances/{id}/amend",
            May(ChooseStance),
            stance::choose::amend,
            stance::choose::post_amend,
        )
        .get("/stances/{id}/judged", May(ReadStances), stance::judged::get)
        .post("/stances/{id}/opinion", May(AskOpinion), stance::opinion::ask)
        .post(
            "/cases/{id}/opinion",
            May(AskOpinion),
            stance::opinion::ask_about_case,
        )
        .get("/opinions", May(GiveOpinion), stance::opinion::queue)
        .form(
            "/opinions/{id}",
            May(GiveOpinion),
            stance::opinion::get,
            stance::opinion::post,
        )
        .form(
            "/stances/{id}/derogation",
            May(AskDerogation),
            stance::derogation::get,
            stance::derogation::post,
        )
        .get("/derogations", May(AnswerDerogation), stance::derogation::queue)
        .get(
            "/derogations/{id}",
            May(ReadDerogation),
            stance::derogation::one_get,
        )
        .post(
            "/derogations/{id}",
            May(AnswerDerogation),
            stance::derogation::one_post,
        )
        .form(
            "/clients/{id}/hold",
            May(PlaceHold),
            client::hold::get,
            client::hold::place,
        )
        .post("/holds/{id}/renew", May(PlaceHold), client::hold::renew)
        .post("/holds/{id}/lift", May(PlaceHold), client::hold::lift)
        .form(
            "/clients/{id}/step-aside",
            May(StepAside),
            client::hold::aside_get,
            client::hold::aside_post,
        )
        .form(
            "/clients/{id}/merge",
            May(MergeClients),
            client::merge::get,
            client::merge::post,
        )
        .post(
            "/clients/{id}/not-same",
            May(MergeClients),
            client::merge::not_same,
        )
        .post(
            "/clients/{id}/take-over",
            May(ChooseStance),
            client::merge::take_over,
        )
        .form(
            "/merges/{id}",
            May(MergeClients),
            client::merge::one,
            client::merge::undo,
        )
        .get("/clients/{id}/person", May(ReadPersonFile), client::person::get)
        .get(
            "/clients/{id}/person.json",
            May(ReadPersonFile),
            client::person::json,
        )
        .post(
            "/clients/{id}/contest",
            May(ReadPersonFile),
            client::person::contest,
        )
        .post(
            "/clients/{id}/contest/settle",
            May(ReadPersonFile),
            client::person::settle,
        )
        .form(
            "/clients/{id}/erase",
            May(ErasePerson),
            client::person::erase_get,
            client::person::erase,
        )
        .get(
            "/clients/{id}/agreements",
            May(NegotiateAgreement),
            agreement::list,
        )
        .form(
            "/clients/{id}/agreements/new",
            May(NegotiateAgreement),
            agreement::new,
            agreement::create,
        )
        .form(
            "/agreements/{id}",
            May(NegotiateAgreement),
            agreement::one,
            agreement::say,
        )
        .post(
            "/agreements/{id}/milestone",
            May(NegotiateAgreement),
            agreement::milestone,
        )
        .post("/stances/{id}/renew", May(ChooseStance), stance::decide::renew)
        .post(
            "/stances/{id}/renewal",
            May(ApproveStance),
            stance::decide::renewal,
        )
        .post(
            "/stances/{id}/decline-renewal",
            May(ApproveStance),
            stance::decide::decline_renewal,
        )
        .post(
            "/stances/{id}/step-down",
            May(LiftStance),
            stance::decide::step_down,
        )
        .post("/stances/{id}/lift", May(LiftStance), stance::decide::lift)
        .post(
            "/stances/{id}/outcome",
            May(ChooseStance),
            stance::decide::outcome,
        )
        .get("/charter", Public, charter::read::get)
        .get("/public", Public, reports::protected::public)
        .get("/public/{year}", Public, public_year::get)
        .get("/public/{year}/pdf", Public, public_year::pdf)
        .post("/charter", May(AcknowledgeCharter), charter::read::post)
        .form(
            "/charter/draft",
            May(ProposeCharter),
            charter::draft::get,
            charter::draft::begin,
        )
        .post(
            "/charter/draft/in-force",
            May(PutCharterInForce),
            charter::draft::adopt,
        )
        .post(
            "/charter/draft/discard",
            May(ProposeCharter),
            charter::draft::discard,
        )
        .form(
            "/charter/draft/{article}",
            May(ProposeCharter),
            charter::article::get,
            charter::article::post,
        )
        .post(
            "/charter/draft/{article}/remove",
            May(ProposeCharter),
            charter::article::remove,
        )
        .form(
            "/clients/{id}/charter",
            May(EditClient),
            charter::client::get,
            charter::client::post,
        )
        .get("/professions", May(ReadProfessions), profession::list::get)
        .form(
            "/professions/new",
            May(ProposeProfession),
            profession::form::get_new,
            profession::form::post_new,
        )
        .get(
            "/professions/proposals",
            May(ProposeProfession),
            profession::proposal::list,
        )
        .form(
            "/professions/proposals/{id}",
            May(ProposeProfession),
            profession::proposal::get,
            profession::proposal::post,
        )
        .get("/professions/{id}", May(ReadProfessions), profession::sheet::get)
        .form(
            "/professions/{id}/edit",
            May(ProposeProfession),
            profession::form::get,
            profession::form::post,
        )
        .get("/partners", May(ReadPartners), partner::list::get)
        .form(
            "/partners/new",
            May(KeepPartners),
            partner::form::get_new,
            partner::form::post_new,
        )
        .form(
            "/partners/{id}/edit",
            May(KeepPartners),
            partner::form::get,
            partner::form::post,
        )
        .post("/partners/{id}/retire", May(KeepPartners), partner::form::retire)
        .form("/check", May(RunCheck), check::form::get, check::form::post)
        .get("/checks/{id}", May(ReadCheck), check::kept::get)
        .post("/checks/{id}/approval", May(AnswerApproval), check::decide::post)
        .post_files(
            "/checks/{id}/needs/{position}",
            May(TickCondition),
            check::need::post,
        )
        .post("/checks/{id}/outcome", May(TellOutcome), check::outcome::post)
        .get("/approvals", May(AnswerApproval), check::approvals::get)
        .get("/watched", May(WatchClient), watch::get)
        .post("/clients/{id}/watch", May(WatchClient), watch::begin)
        .post("/clients/{id}/unwatch", May(WatchClient), watch::end)
        .get("/debts", May(ReadDebts), debt::list::get)
        .get("/debts/{client}", May(ReadDebts), debt::sheet::get)
        .post("/debts/{client}/steps", May(FollowDebts), debt::step::post)
        .post(
            "/debts/{client}/instalments",
            May(FollowDebts),
            debt::instalment::post,
        )
        .get("/debts/{client}/notices/{id}", May(ReadDebts), debt::notice::get)
        .get("/pay", May(ReadPay), pay::show::get)
        .post("/pay/figures", May(ProposePay), pay::keep::add)
        .post("/pay/figures/end", May(KeepPay), pay::keep::end)
        .post("/pay/figures/confirm", May(KeepPay), pay::keep::confirm)
        .post("/pay/proposals/{id}", May(KeepPay), pay::keep::decide)
        .get("/reports", May(ReadReports), reports::show::get)
        .get("/reports/limits", May(ReadReports), reports::limits::get)
        .post("/reports/limits", May(RebaseLimits), reports::limits::post)
        .get("/reports/{file}", May(ReadReports), reports::file::get)
        .form(
            "/reports/editions",
            May(ReadEdition),
            edition::list::get,
            edition::list::post,
        )
        .get("/reports/editions/{month}", May(ReadEdition), edition::sheet::get)
        .get(
            "/reports/editions/{month}/pdf",
            May(ReadEdition),
            edition::pdf::get,
        )
        .post(
            "/reports/editions/{month}/read",
            May(ReadEdition),
            edition::read::post,
        )
        .post(
            "/reports/editions/{month}/decisions",
            May(DecideOnEdition),
            edition::decide::post,
        )
        .post(
            "/reports/editions/{month}/decisions/{id}",
            May(FinishDecision),
            edition::decide::finish,
        )
        .get("/admin/processing", May(ReadProcessing), processing::get)
        .get("/admin/processing/pdf", May(ReadProcessing), processing::pdf)
        .get("/reports/protected", May(ReadProtected), reports::protected::get)
        .get(
            "/reports/protected/{measure}/{file}",
            May(ReadProtected),
            reports::protected::file,
        )
        .get("/admin/people", May(ManagePeople), people::list::get)
        .form(
            "/admin/people/new",
            May(ManagePeople),
            people::add::get,
            people::add::post,
        )
        .get("/admin/people/{id}", May(ManagePeople), people::sheet::get)
        .post(
            "/admin/people/{id}/active",
            May(ManagePeople),
            people::sheet::active,
        )
        .post(
            "/admin/people/{id}/rights",
            May(ManagePeople),
            people::rights::ask,
        )
        .post(
            "/admin/people/{id}/decide",
            May(ManagePeople),
            people::rights::decide,
        )
        .post("/admin/people/{id}/link", May(ManagePeople), people::link::make)
        .post(
            "/admin/people/{id}/asides/{client}/end",
            May(EndRecusal),
            people::aside::end,
        )
        .post(
            "/admin/people/{id}/kept-out",
            May(ManagePeople),
            people::kept_out::add,
        )
        .post(
            "/admin/people/{id}/kept-out/{client}/end",
            May(ManagePeople),
            people::kept_out::end,
        )
        .form("/password/{token}", Public, people::link::get, people::link::post)
        .get("/admin/policy", May(ReadPolicy), policy::list::get)
        .post("/admin/policy", May(ProposePolicy), policy::list::post)
        .get("/admin/policy/{id}", May(ReadPolicy), policy::sheet::get)
        .form(
            "/admin/policy/{id}/edit",
            May(ProposePolicy),
            policy::edit::get,
            policy::edit::post,
        )
        .post(
            "/admin/policy/{id}/simulate",
            May(ProposePolicy),
            policy::act::simulate,
        )
        .post("/admin/policy/{id}/put", May(PutPolicyInForce), policy::act::put)
        .post(
            "/admin/policy/{id}/withdraw",
            May(PutPolicyInForce),
            policy::act::withdraw,
        )
        .post(
            "/admin/policy/{id}/discard",
            May(ProposePolicy),
            policy::act::discard,
        )
        .get(
            "/admin/policy/trials/{id}",
            May(ProposePolicy),
            policy::trial::get,
        )
        .post(
            "/admin/policy/trials/{id}/means",
            May(ProposePolicy),
            policy::trial::means,
        )
        .get("/account", SignedIn, account::get)
        .post("/account/password", SignedIn, account::password)
        .post("/account/sessions/end", SignedIn, account::end_sessions)
        .post("/account/edition", May(ReadEdition), edition::mail::post)
        .form(
            "/admin/keys",
            May(ManageKeys),
            admin::keys::get,
            admin::keys::post,
        )
        .post("/admin/keys/{id}/revoke", May(ManageKeys), admin::keys::revoke)
        .form(
            "/admin/limits",
            May(ManageKeys),
            admin::limits::get,
            admin::limits::post,
        )
        .get("/admin/audit", May(ReadAudit), admin::audit::get)
        .get("/admin/retention", May(ManageRetention), admin::retention::get)
        .post(
            "/admin/retention/periods",
            May(ManageRetention),
            admin::retention::period,
        )
        .post(
            "/admin/retention/purge",
            May(ManageRetention),
            admin::retention::purge,
        )
        .post(
            "/admin/retention/holds",
            May(ManageRetention),
            admin::retention::hold,
        )
        .post(
            "/admin/retention/holds/{id}/lift",
            May(ManageRetention),
            admin::retention::lift,
        )
        .post("/api/v1/check", Key(ApiScope::Check), v1::check::post)
        .get("/api/v1/checks/{reference}", Key(ApiScope::Check), v1::kept::get)
        .post("/api/v1/signatures", Key(ApiScope::Sign), v1::sign::post)
        .get("/api/v1/openapi.json", Public, v1::openapi::get)
        .get("/assets/{*path}", Public, crate::assets::serve)
        .get("/healthz", Public, health::alive)
        .get("/readyz", Public, health::ready)
        .get("/metrics", Public, health::metrics)
}

/// The routes with everything around them.
pub fn router(app: &App) -> Router {
    middleware::around(table().router(app), app)
}
