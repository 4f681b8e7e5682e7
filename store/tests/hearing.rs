//! Letters, replies, appeals and mails: what each writes, and that each thing happens once.

use crate::stance::{Cast, approve, cast, in_force, proposal, put, sheet};
use crate::support::{make, plan, second_server};
use chrono::{Days, NaiveDate, TimeDelta};
use domain::appeal::{AppealState, Judgement, may_judge};
use domain::message::Message;
use domain::notice::Notice;
use domain::reply::ReplyKind;
use domain::stance::hearing::{Channel, HeardHow, Purpose, ReceivedHow};
use domain::stance::life::StanceState;
use domain::stance::{Scope, StanceKind};
use domain::{Lang, MessageId, StanceId};
use store::appeal::{self, Side};
use store::idempotency::Claim;
use store::mail::{self, NewMail, SEND_JOB};
use store::message::{self, MAIL_JOB};
use store::notice::{self, NewNotice};
use store::{Store, StoreError, house, job, reply, stance};

fn today() -> NaiveDate {
    make::day("2026-01-15")
}

/// A proposal whose client was written to, with the letter.
async fn notified(store: &Store, c: &Cast, kind: StanceKind, token: &str) -> Notice {
    let id = put(
        store,
        &proposal(c.client, kind, Scope::WholeClient, c.ground),
        &c.counsellor,
        make::now(),
    )
    .await;
    let draft = notice::draft(store, id).await.unwrap().unwrap();
    let mut tx = store.write().await.unwrap();
    stance::notify(&mut tx, id, draft.revision, &c.counsellor, today(), make::now())
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    write_to(store, c, id, Purpose::Hearing, token).await
}

async fn write_to(store: &Store, c: &Cast, id: StanceId, purpose: Purpose, token: &str) -> Notice {
    let draft = notice::draft(store, id).await.unwrap().unwrap();
    let mut tx = store.write().await.unwrap();
    let new = NewNotice {
        stance: id,
        purpose,
        channel: Channel::Mail,
        language: Lang::Nl,
        token_hash: &house::hash(token),
        letter: &draft.letter,
        expires_on: today() + Days::new(120),
        mail: Some(NewMail {
            to: "client@firm.example".into(),
            language: Lang::Nl,
            subject: "Een brief".into(),
            body: format!("https://vigie.example/reply/{token}"),
        }),
    };
    notice::send(&mut tx, &new, Some(c.counsellor.id), make::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    notice::by_token(store, &house::hash(token))
        .await
        .unwrap()
        .unwrap()
}

async fn opened(store: &Store, sent: &Notice) -> Notice {
    let next = sent
        .hearing
        .receive(sent.kind, today(), ReceivedHow::Link, today())
        .unwrap();
    let mut tx = store.write().await.unwrap();
    notice::receive(&mut tx, sent, &next, None, make::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    notice::find(store, sent.id).await.unwrap().unwrap()
}

async fn said(store: &Store, sent: &Notice, all: bool, text: &str) -> domain::ReplyId {
    let next = sent.hearing.reply(sent.kind, all, today()).unwrap();
    let mut tx = store.write().await.unwrap();
    let id = reply::add(&mut tx, sent, &next, ReplyKind::Reply, text, make::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

both_engines! {
    async fn a_letter_holds_the_facts_and_no_reporter(store) {
        let c = cast(&store).await;
        let sent = notified(&store, &c, StanceKind::Restrictive, "t1").await;
        let letter = serde_json::to_string(&sent.letter).unwrap();
        assert!(letter.contains("Facture du 2 octobre impayée."), "{letter}");
        assert!(!letter.contains("membre"), "{letter}");
        assert_eq!(sent.letter.client_name, "Rapid Courses");
        assert_eq!((sent.purpose, sent.kind, sent.stance_state), (Purpose::Hearing, StanceKind::Restrictive, StanceState::Notified));
        assert_eq!(sheet(&store, sent.stance).await.sent_on, Some(today()));
    }

    async fn a_new_letter_ends_the_link_of_the_one_before(store) {
        let c = cast(&store).await;
        let first = notified(&store, &c, StanceKind::Restrictive, "t1").await;
        let second = write_to(&store, &c, first.stance, Purpose::Hearing, "t2").await;
        let first = notice::find(&store, first.id).await.unwrap().unwrap();
        assert!(!first.link_works(today()));
        assert!(second.link_works(today()));
        assert!(!second.link_works(today() + Days::new(121)), "a link expires");
        assert_eq!(notice::by_token(&store, &house::hash("forged")).await.unwrap(), None);
        let ids: Vec<_> = notice::of_stance(&store, first.stance).await.unwrap().iter().map(|n| n.id).collect();
        assert_eq!(ids, [second.id, first.id]);
    }

    async fn the_receipt_starts_the_days_and_two_at_once_are_one(store) {
        let c = cast(&store).await;
        let sent = notified(&store, &c, StanceKind::Restrictive, "t1").await;
        assert_eq!(stance::hearing_due(&store, sent.stance).await.unwrap(), None);
        let open = opened(&store, &sent).await;
        assert_eq!(open.due_on(), Some(today() + Days::new(15)));
        assert_eq!(stance::hearing_due(&store, sent.stance).await.unwrap(), open.due_on());
        // The same letter as it was read before: somebody was faster.
        let next = sent.hearing.receive(sent.kind, today(), ReceivedHow::Staff, today()).unwrap();
        let mut tx = store.write().await.unwrap();
        let late = notice::receive(&mut tx, &sent, &next, Some(c.counsellor.id), make::now()).await;
        assert!(matches!(late, Err(StoreError::Conflict)));
    }

    async fn ten_more_days_and_a_bounce_are_kept(store) {
        let c = cast(&store).await;
        let open = opened(&store, &notified(&store, &c, StanceKind::Informative, "t1").await).await;
        let longer = open.hearing.extend(open.kind, today()).unwrap();
        let mut tx = store.write().await.unwrap();
        notice::extend(&mut tx, &open, &longer, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let open = notice::find(&store, open.id).await.unwrap().unwrap();
        assert_eq!(open.due_on(), Some(today() + Days::new(18)));

        let second = write_to(&store, &c, open.stance, Purpose::Hearing, "t2").await;
        let back = second.hearing.bounce(today(), today()).unwrap();
        let mut tx = store.write().await.unwrap();
        notice::bounce(&mut tx, &second, &back, c.counsellor.id, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let second = notice::find(&store, second.id).await.unwrap().unwrap();
        assert_eq!((second.hearing.bounced_on, second.due_on()), (Some(today()), None));
    }

    async fn a_reply_that_says_all_closes_the_hearing(store) {
        let c = cast(&store).await;
        let open = opened(&store, &notified(&store, &c, StanceKind::Restrictive, "t1").await).await;
        said(&store, &open, false, "Une première réponse.").await;
        let open = notice::find(&store, open.id).await.unwrap().unwrap();
        assert!(open.hearing.replied && open.hearing.closed_on.is_none());
        said(&store, &open, true, "Tout est dit.").await;
        let replies = reply::of_stance(&store, open.stance).await.unwrap();
        assert_eq!(replies.len(), 2);
        assert_eq!(replies[1].text, "Tout est dit.");
        // Its steps stand in the history, and the history can be read.
        assert!(sheet(&store, open.stance).await.events.len() >= 4);
        assert_eq!(notice::passed(&store, today() + Days::new(90), 10).await.unwrap(), vec![], "it is closed");
    }

    async fn silence_is_found_after_the_last_day_and_heard_once_by_two_servers(store) {
        let c = cast(&store).await;
        let open = opened(&store, &notified(&store, &c, StanceKind::Informative, "t1").await).await;
        let last = today() + Days::new(8);
        assert_eq!(notice::passed(&store, last, 10).await.unwrap(), vec![]);
        let due = notice::passed(&store, last + Days::new(1), 10).await.unwrap();
        assert_eq!((due.len(), due[0].how), (1, HeardHow::Silence));
        let other = second_server().await;
        let hear = async |server: &Store| {
            let mut tx = server.write().await.unwrap();
            let heard = stance::mark_heard(&mut tx, open.stance, due[0].how, make::now()).await.unwrap();
            if heard {
                tx.commit().await.unwrap();
            }
            heard
        };
        let (one, two) = tokio::join!(hear(&store), hear(&other));
        assert!(one != two, "once: {one} {two}");
        assert_eq!(sheet(&store, open.stance).await.standing.state, StanceState::Heard);
        assert_eq!(notice::passed(&store, last + Days::new(1), 10).await.unwrap(), vec![]);
    }

    async fn who_asked_for_a_correction_was_not_silent(store) {
        let c = cast(&store).await;
        let open = opened(&store, &notified(&store, &c, StanceKind::Informative, "t1").await).await;
        let next = open.hearing.reply(open.kind, false, today()).unwrap();
        let mut tx = store.write().await.unwrap();
        reply::add(&mut tx, &open, &next, ReplyKind::Correction, "La date est fausse.", make::now()).await.unwrap();
        tx.commit().await.unwrap();

        let found = notice::find(&store, open.id).await.unwrap().unwrap();
        assert!(found.hearing.replied);
        let due = notice::passed(&store, today() + Days::new(9), 10).await.unwrap();
        assert_eq!((due.len(), due[0].how), (1, HeardHow::Replied));
    }

    async fn a_client_is_reminded_once_before_its_last_day_unless_it_replied(store) {
        let c = cast(&store).await;
        let open = opened(&store, &notified(&store, &c, StanceKind::Informative, "t1").await).await;
        let near = today() + Days::new(6);
        let waiting = notice::remind(&store, near, near + Days::new(3), 10).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let other = second_server().await;
        let remind = async |server: &Store| {
            let mut tx = server.write().await.unwrap();
            let first = notice::reminded(&mut tx, open.id, near).await.unwrap();
            tx.commit().await.unwrap();
            first
        };
        let (one, two) = tokio::join!(remind(&store), remind(&other));
        assert!(one != two, "by one server: {one} {two}");
        assert_eq!(notice::remind(&store, near, near + Days::new(3), 10).await.unwrap(), vec![]);
    }

    async fn links_past_their_day_are_revoked_and_old_keys_forgotten(store) {
        let c = cast(&store).await;
        let sent = notified(&store, &c, StanceKind::Informative, "t1").await;
        let mut tx = store.write().await.unwrap();
        assert_eq!(notice::claim(&mut tx, sent.id, "key-of-a-form", "/a", make::now()).await.unwrap(), Claim::First);
        assert_eq!(notice::claim(&mut tx, sent.id, "key-of-a-form", "/b", make::now()).await.unwrap(), Claim::Again("/a".into()));
        assert_eq!(notice::forget_links(&mut tx, sent.expires_on, make::now()).await.unwrap(), 0);
        assert_eq!(notice::forget_links(&mut tx, sent.expires_on + Days::new(1), make::now()).await.unwrap(), 1);
        assert_eq!(notice::forget_keys(&mut tx, make::now() + TimeDelta::seconds(1)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(notice::answered(&store, sent.id, "key-of-a-form").await.unwrap(), None);
    }

    async fn a_published_reply_stands_on_the_card_beside_the_note(store) {
        let c = cast(&store).await;
        let open = opened(&store, &notified(&store, &c, StanceKind::Informative, "t1").await).await;
        let id = said(&store, &open, true, "Nous avons changé de portail.").await;
        let mut tx = store.write().await.unwrap();
        stance::mark_heard(&mut tx, open.stance, HeardHow::Replied, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        approve(&store, open.stance, &c.counsellor).await.unwrap().unwrap();
        assert_eq!(stance::in_force(&store, c.client).await.unwrap()[0].replies, vec![], "staff have not published it");

        let found = reply::find(&store, id).await.unwrap().unwrap();
        let mut tx = store.write().await.unwrap();
        reply::publish(&mut tx, &found, c.other.id, make::now()).await.unwrap();
        assert!(matches!(reply::publish(&mut tx, &found, c.other.id, make::now()).await, Err(StoreError::Conflict)));
        tx.commit().await.unwrap();
        let card = &stance::in_force(&store, c.client).await.unwrap()[0];
        assert_eq!(card.replies[0].text, "Nous avons changé de portail.");
        assert_eq!(reply::published(&store, c.client).await.unwrap(), card.replies);
    }

    async fn an_appeal_is_judged_once_by_somebody_who_took_no_part(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Restrictive, Scope::WholeClient).await;
        let sent = write_to(&store, &c, id, Purpose::Decision, "t1").await;
        let was = appeal::as_it_is(&store, id).await.unwrap().unwrap();
        let mut tx = store.write().await.unwrap();
        let filed = appeal::file(&mut tx, id, Side::Client(sent.id), "Tout est payé.", &was, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(appeal::is_open(&store, id, Side::Client(sent.id)).await.unwrap());
        let mut tx = store.write().await.unwrap();
        let again = appeal::file(&mut tx, id, Side::Client(sent.id), "Encore.", &was, make::now()).await;
        assert!(matches!(again, Err(StoreError::Duplicate)));
        drop(tx);

        let open = appeal::sheet(&store, filed).await.unwrap().unwrap();
        assert_eq!(open.as_it_was.letter, sent.letter);
        assert_eq!(open.as_it_was.frozen.as_ref().unwrap().judged.grounds.len(), 1);
        for (person, may) in [(&c.counsellor, false), (&c.other, false), (&c.manager, false), (&c.second_manager, true)] {
            assert_eq!(may_judge(person, open.summary.kind, &open.part).is_ok(), may, "{:?}", person.id);
        }
        let judgement = Judgement { to: AppealState::Granted, reasons: "Payé.".into(), conditions: String::new() };
        let mut tx = store.write().await.unwrap();
        appeal::judge(&mut tx, filed, open.revision, &judgement, c.second_manager.id, make::now()).await.unwrap();
        let twice = appeal::judge(&mut tx, filed, open.revision, &judgement, c.second_manager.id, make::now()).await;
        assert!(matches!(twice, Err(StoreError::Conflict)));
        tx.commit().await.unwrap();
        let done = appeal::sheet(&store, filed).await.unwrap().unwrap();
        assert_eq!((done.summary.state, done.reasons.as_str()), (AppealState::Granted, "Payé."));
        assert_eq!(appeal::of_client(&store, id).await.unwrap().unwrap().state, AppealState::Granted);
        assert_eq!(appeal::count_open(&store, 99).await.unwrap(), 0);
        assert_eq!(appeal::decided(&store, c.second_manager.id, 5).await.unwrap().len(), 1);
    }

    async fn nobody_appeals_what_is_not_in_force(store) {
        let c = cast(&store).await;
        let sent = notified(&store, &c, StanceKind::Informative, "t1").await;
        let was = appeal::as_it_is(&store, sent.stance).await.unwrap().unwrap();
        let mut tx = store.write().await.unwrap();
        let early = appeal::file(&mut tx, sent.stance, Side::Client(sent.id), "Non.", &was, make::now()).await;
        assert!(matches!(early, Err(StoreError::Conflict)));
    }

    async fn a_member_reads_own_appeals_only_and_judges_are_reminded_once(store) {
        let c = cast(&store).await;
        let id = in_force(&store, &c, StanceKind::Informative, Scope::WholeClient).await;
        let was = appeal::as_it_is(&store, id).await.unwrap().unwrap();
        let mut tx = store.write().await.unwrap();
        let filed = appeal::file(&mut tx, id, Side::Member(c.member), "C'est mon seul client.", &was, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        let own = appeal::of_member(&store, c.member, c.client).await.unwrap();
        assert_eq!((own.len(), own[0].text.as_str()), (1, "C'est mon seul client."));
        assert_eq!(appeal::of_member(&store, c.manager.id, c.client).await.unwrap(), vec![]);
        let last = domain::appeal::due_on(today());
        assert_eq!(appeal::due(&store, last - Days::new(8), 10).await.unwrap(), vec![]);
        assert_eq!(appeal::due(&store, last, 10).await.unwrap().len(), 1);
        let mut tx = store.write().await.unwrap();
        assert!(appeal::reminded(&mut tx, filed, today()).await.unwrap());
        assert!(!appeal::reminded(&mut tx, filed, today()).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn a_mail_is_sent_once_and_its_link_is_forgotten(store) {
        let c = cast(&store).await;
        let sent = notified(&store, &c, StanceKind::Informative, "t1").await;
        assert_eq!(mail::count(&store).await.unwrap(), mail::Outbox { waiting: 1, failed: 0 });
        let claimed = job::claim_kind(&store, SEND_JOB, make::now()).await.unwrap().unwrap();
        assert_eq!(job::claim_kind(&store, SEND_JOB, make::now()).await.unwrap(), None, "another server has it");
        let id = claimed.payload["mail"].as_i64().unwrap();
        assert!(mail::find(&store, id).await.unwrap().unwrap().body.contains("/reply/t1"));
        let mut tx = store.write().await.unwrap();
        assert!(mail::sent(&mut tx, id, make::now()).await.unwrap());
        assert!(!mail::sent(&mut tx, id, make::now()).await.unwrap());
        job::finish(&mut tx, claimed.id).await.unwrap();
        tx.commit().await.unwrap();
        let told = mail::about(&store, &notice::about(sent.id)).await.unwrap().unwrap();
        assert!(told.sent_at.is_some());
        assert_eq!(mail::find(&store, id).await.unwrap().unwrap().body, "");
    }

    async fn a_mail_that_is_refused_is_tried_again_and_given_up_after_eight_times(store) {
        let c = cast(&store).await;
        notified(&store, &c, StanceKind::Informative, "t1").await;
        let mut now = make::now();
        for attempt in 1..=8 {
            let claimed = job::claim_kind(&store, SEND_JOB, now).await.unwrap().unwrap();
            let mut tx = store.write().await.unwrap();
            mail::failed(&mut tx, claimed.payload["mail"].as_i64().unwrap(), "451", claimed.is_last(), now).await.unwrap();
            job::fail(&mut tx, &claimed, "451", now).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(claimed.is_last(), attempt == 8);
            now += TimeDelta::minutes(200);
        }
        assert_eq!(job::claim_kind(&store, SEND_JOB, now).await.unwrap(), None);
        assert_eq!(mail::count(&store).await.unwrap(), mail::Outbox { waiting: 0, failed: 1 });
    }

    async fn what_is_new_is_read_up_to_what_was_shown(store) {
        let c = cast(&store).await;
        let what = |n: i64| Message::ClientReplied { stance: StanceId(n), client_name: "Rapid Courses".into() };
        let mut tx = store.write().await.unwrap();
        let first = message::tell(&mut tx, c.manager.id, &what(1), make::now()).await.unwrap();
        let second = message::tell(&mut tx, c.manager.id, &what(2), make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(message::unread(&store, c.manager.id, 10).await.unwrap().len(), 2);
        let mut tx = store.write().await.unwrap();
        assert_eq!(message::mark_read(&mut tx, c.member, MessageId(i64::MAX), make::now()).await.unwrap(), 0, "others' stay");
        assert_eq!(message::mark_read(&mut tx, c.manager.id, first, make::now()).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let new: Vec<_> = message::unread(&store, c.manager.id, 10).await.unwrap().iter().map(|t| t.id).collect();
        assert_eq!(new, [second]);
        assert_eq!(message::find(&store, second).await.unwrap(), Some((c.manager.id, what(2))));
        assert!(job::claim_kind(&store, MAIL_JOB, make::now()).await.unwrap().is_some());
    }

    async fn what_a_queue_shows_anyway_goes_by_no_mail(store) {
        let c = cast(&store).await;
        // Reports put their own jobs down; none of them is a mail.
        let what = Message::IssueReported { issue: c.ground, client_name: "Rapid Courses".into() };
        let mut tx = store.write().await.unwrap();
        message::tell(&mut tx, c.manager.id, &what, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(job::claim_kind(&store, MAIL_JOB, make::now()).await.unwrap(), None);
    }

    async fn who_wants_to_know_of_a_client_is_who_decided_and_wrote(store) {
        let c = cast(&store).await;
        let sent = notified(&store, &c, StanceKind::Restrictive, "t1").await;
        let mut tx = store.write().await.unwrap();
        stance::mark_heard(&mut tx, sent.stance, HeardHow::Silence, make::now()).await.unwrap();
        tx.commit().await.unwrap();
        approve(&store, sent.stance, &c.manager).await.unwrap().unwrap();
        let mut people = notice::concerned(&store, sent.stance).await.unwrap();
        people.sort_unstable();
        assert_eq!(people, [c.counsellor.id, c.manager.id]);
    }

    async fn no_text_about_letters_reads_a_large_table_from_end_to_end(store) {
        for (name, sql) in notice::TEXTS.iter().chain(reply::TEXTS).chain(appeal::TEXTS).chain(mail::TEXTS).chain(message::TEXTS) {
            eprintln!("{name}");
            plan::assert_no_full_scan(&store, sql).await;
        }
    }
}
