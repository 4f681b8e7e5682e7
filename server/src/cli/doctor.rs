//! `vigie doctor`: what is wrong with this installation, and how to mend it.

use super::serve::is_demo;
use crate::config::{Flags, Settings};
use std::process::ExitCode;
use store::{Engine, Store, audit, job, mail, person, trend};

/// How much of what was found is wrong.
#[derive(Default)]
struct Findings {
    wrong: u32,
}

impl Findings {
    fn wrong(&mut self, what: &str, mend: &str) {
        self.wrong += 1;
        println!("WRONG  {what}\n       mend: {mend}");
    }
}

fn good(what: &str) {
    println!("ok     {what}");
}

fn note(what: &str) {
    println!("note   {what}");
}

/// 0 where nothing is wrong, 1 otherwise. It changes nothing, except that it brings the database up to date.
pub async fn run(flags: &Flags) -> ExitCode {
    let mut found = Findings::default();
    match Settings::read(flags) {
        Ok(settings) => {
            good("the settings can be read");
            look_at_settings(&settings, &mut found);
            look_at_files(&settings, &mut found);
            match super::open_existing(&settings).await {
                Ok(store) => {
                    look_at_database(&settings, &store, &mut found).await;
                    store.close().await;
                }
                Err(error) => found.wrong(&format!("{error:#}"), "see the sentence above"),
            }
        }
        Err(error) => found.wrong(&format!("{error:#}"), "see the sentence above"),
    }
    match found.wrong {
        0 => {
            println!("nothing is wrong");
            ExitCode::SUCCESS
        }
        n => {
            println!("{n} to mend");
            ExitCode::FAILURE
        }
    }
}

fn look_at_settings(settings: &Settings, found: &mut Findings) {
    match &settings.public_url {
        Some(url) if settings.is_https() => good(&format!("people type {url}")),
        Some(url) => note(&format!(
            "{url} is plain http: fine on this machine, not for people"
        )),
        None if settings.addr.ip().is_loopback() => {
            note("no VIGIE_PUBLIC_URL: fine on this machine; behind a proxy set it to https://…");
        }
        None => found.wrong(
            &format!("it listens on {} for everybody, over plain http", settings.addr),
            "put an https proxy before it, listen on 127.0.0.1 and set VIGIE_PUBLIC_URL=https://…",
        ),
    }
    if settings.clock.is_moved() {
        found.wrong("VIGIE_CLOCK moves the clock", "unset it: it is for tests");
    } else {
        look_at_clock(settings, found);
    }
    if settings.secret.is_none() {
        note("no VIGIE_SECRET_FILE: nothing is signed with it yet, so nothing needs it");
    }
}

fn look_at_clock(settings: &Settings, found: &mut Findings) {
    let now = settings.clock.now();
    // Older than the program itself: the clock of a machine without a battery.
    if now.format("%Y").to_string().as_str() < "2026" {
        found.wrong(
            &format!("the machine's clock shows {now}"),
            "set it, and let it follow a time server",
        );
    } else {
        good(&format!("the clock shows {}", now.format("%Y-%m-%d %H:%M UTC")));
    }
}

fn look_at_files(settings: &Settings, found: &mut Findings) {
    if crate::assets::complete() {
        good("style, scripts and islands are inside the program");
    } else {
        found.wrong(
            "style, scripts and islands are missing",
            "build it with `cargo xtask build`",
        );
    }
    let Some(database) = settings.database_file() else {
        return;
    };
    let folder = database
        .parent()
        .filter(|f| !f.as_os_str().is_empty())
        .unwrap_or(std::path::Path::new("."));
    let probe = folder.join(".vigie-doctor");
    match std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => good(&format!("{} can be written to", folder.display())),
        Err(error) => found.wrong(
            &format!("{} cannot be written to: {error}", folder.display()),
            "give this user the right to write in it",
        ),
    }
}

async fn look_at_database(settings: &Settings, store: &Store, found: &mut Findings) {
    let engine = match store.engine() {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    good(&format!(
        "the {engine} database answers, at migration {}",
        Store::newest_migration()
    ));
    match audit::verify(store, settings.clock.now()).await {
        Ok(report) if report.is_whole() => {
            good(&format!("the log is whole ({} entries)", report.sealed));
        }
        Ok(report) if report.broken_at.is_some() => {
            found.wrong(
                "the log was changed from outside",
                "run `vigie audit verify` and compare with a backup",
            );
        }
        Ok(report) => found.wrong(
            &format!(
                "{} entries of the log wait to be sealed",
                report.unsealed_older_than_minute.len()
            ),
            "start `vigie serve`: it seals every second",
        ),
        Err(error) => found.wrong(
            &format!("the log cannot be read: {error}"),
            "see the database's own log",
        ),
    }
    match trend::verify(store).await {
        Ok(differences) if differences.is_empty() => good("the trends follow from their facts"),
        Ok(differences) => {
            found.wrong(
                &format!("{} counts differ from their facts", differences.len()),
                "run `vigie aggregates verify`",
            );
        }
        Err(error) => found.wrong(
            &format!("the trends cannot be read: {error}"),
            "see the database's own log",
        ),
    }
    match job::failed(store).await {
        Ok(0) => good("no job has failed"),
        Ok(n) => found.wrong(
            &format!("{n} jobs failed eight times"),
            "read their last_error in the table job",
        ),
        Err(error) => found.wrong(
            &format!("the jobs cannot be read: {error}"),
            "see the database's own log",
        ),
    }
    look_at_mail(settings, store, found).await;
    look_at_people(store, found).await;
}

async fn look_at_mail(settings: &Settings, store: &Store, found: &mut Findings) {
    match mail::count(store).await {
        Ok(outbox) => {
            if !settings.mail.sends() {
                note(&format!(
                    "no VIGIE_MAIL_URL: mails are kept ({} wait); set it to smtp://… or smtps://…",
                    outbox.waiting
                ));
            } else if outbox.waiting == 0 {
                good("no mail waits");
            } else {
                note(&format!("{} mails wait for the mail server", outbox.waiting));
            }
            if outbox.failed > 0 {
                found.wrong(
                    &format!("{} mails could not be delivered", outbox.failed),
                    "read their last_error in the table outbox, mend the address or the mail server, and send anew",
                );
            }
        }
        Err(error) => found.wrong(
            &format!("the outbox cannot be read: {error}"),
            "see the database's own log",
        ),
    }
}

async fn look_at_people(store: &Store, found: &mut Findings) {
    match (person::list(store).await, is_demo(store).await) {
        (Ok(people), Ok(demo)) => {
            let active = people.iter().filter(|account| account.active).count();
            if active == 0 {
                found.wrong(
                    "nobody has an account",
                    "add the first: `vigie user add you@house.example --name … --role admin`",
                );
            } else {
                good(&format!("{active} people may sign in"));
            }
            if demo {
                note("the data is synthetic, and the passwords of its accounts are public");
            }
        }
        (Err(error), _) | (_, Err(error)) => {
            found.wrong(
                &format!("the accounts cannot be read: {error}"),
                "see the database's own log",
            );
        }
    }
}
