//! `vigie user`: accounts from the command line, the first of them above all.

use super::open_migrated;
use crate::config::Settings;
use crate::{form, password};
use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use domain::audit::AuditAction;
use domain::{Lang, Role};
use serde_json::json;
use std::io::{IsTerminal as _, stdin};
use std::process::ExitCode;
use store::person::{Account, NewPerson};
use store::{Store, StoreError, audit, person, session};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add a person; the password is read from standard input, or made and printed when there is none
    Add {
        email: String,
        #[arg(long)]
        name: String,
        /// member, counsellor, accounts, manager, committee, analyst or admin
        #[arg(long)]
        role: Role,
        /// fr, nl, en or de
        #[arg(long, default_value = "fr")]
        lang: Lang,
        /// Reads harassment and discrimination issues
        #[arg(long)]
        named_handler: bool,
    },
    /// List the accounts
    List,
    /// Change a person's role; all their sessions end
    Role { email: String, role: Role },
    /// Give a person a new password, read from standard input or made and printed; all their sessions end
    Password { email: String },
    /// Close an account; all its sessions end
    Close { email: String },
    /// Open a closed account again
    Reopen { email: String },
}

/// Does it, with an audit entry of the program itself.
pub async fn run(settings: &Settings, args: Args) -> Result<ExitCode> {
    let store = open_migrated(settings).await?;
    let now = settings.clock.now();
    match args.command {
        Command::Add {
            email,
            name,
            role,
            lang,
            named_handler,
        } => {
            if !email.contains('@') || email.chars().any(char::is_whitespace) {
                bail!("{email:?} is not an e-mail address");
            }
            let (plain, made) = new_password()?;
            let hash = password::hash(&plain)?;
            let new = NewPerson {
                email: &email,
                name: &name,
                role,
                lang,
                password_hash: Some(&hash),
                named_handler,
            };
            let mut tx = store.write().await?;
            let id = person::add(&mut tx, &new, now)
                .await
                .map_err(|error| match error {
                    StoreError::Duplicate => {
                        anyhow::anyhow!("{email} has an account already; see `vigie user list`")
                    }
                    other => other.into(),
                })?;
            let details = json!({ "role": role, "by": "command line" });
            audit::record(
                &mut tx,
                None,
                AuditAction::AddPerson,
                &format!("person {id}"),
                details,
                now,
            )
            .await?;
            tx.commit().await?;
            println!("{email} may sign in as {role}");
            tell(&plain, made);
        }
        Command::List => {
            for account in person::list(&store).await? {
                let closed = if account.active { "" } else { "  closed" };
                let handler = if account.person.named_handler {
                    "  named handler"
                } else {
                    ""
                };
                let p = account.person;
                println!(
                    "{:<36} {:<10} {}  {}{handler}{closed}",
                    p.email, p.role, p.lang, p.name
                );
            }
        }
        Command::Role { email, role } => {
            let account = account(&store, &email).await?;
            let active = account.active;
            change(&store, &account, role, active, now).await?;
            println!("{email} is now {role}");
        }
        Command::Close { email } => {
            let account = account(&store, &email).await?;
            change(&store, &account, account.person.role, false, now).await?;
            println!("the account {email} is closed");
        }
        Command::Reopen { email } => {
            let account = account(&store, &email).await?;
            change(&store, &account, account.person.role, true, now).await?;
            println!("the account {email} is open");
        }
        Command::Password { email } => {
            let id = account(&store, &email).await?.person.id;
            let (plain, made) = new_password()?;
            let hash = password::hash(&plain)?;
            let mut tx = store.write().await?;
            person::set_password(&mut tx, id, &hash).await?;
            session::end_all(&mut tx, id).await?;
            let details = json!({ "changed": "password", "by": "command line" });
            audit::record(
                &mut tx,
                None,
                AuditAction::EditPerson,
                &format!("person {id}"),
                details,
                now,
            )
            .await?;
            tx.commit().await?;
            println!("{email} has a new password");
            tell(&plain, made);
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn account(store: &Store, email: &str) -> Result<Account> {
    person::find_by_email(store, email)
        .await?
        .with_context(|| format!("{email} has no account; see `vigie user list`"))
}

async fn change(
    store: &Store,
    account: &Account,
    role: Role,
    active: bool,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    let p = &account.person;
    let mut tx = store.write().await?;
    person::set_role(&mut tx, p.id, account.revision, role, p.named_handler, active).await?;
    session::end_all(&mut tx, p.id).await?;
    let details = json!({ "role": role, "active": active, "by": "command line" });
    audit::record(
        &mut tx,
        None,
        AuditAction::EditPerson,
        &format!("person {}", p.id),
        details,
        now,
    )
    .await?;
    Ok(tx.commit().await?)
}

/// A line of standard input, or a password that is made here (`true`).
fn new_password() -> Result<(String, bool)> {
    let mut line = String::new();
    if !stdin().is_terminal() {
        stdin()
            .read_line(&mut line)
            .context("cannot read the password from standard input")?;
    }
    let typed = line.trim_end_matches(['\r', '\n']);
    if typed.is_empty() {
        return Ok((form::new_key(), true));
    }
    if typed.chars().count() < password::SHORTEST || typed.len() > password::LONGEST {
        bail!(
            "the password needs {} characters at least and {} at most",
            password::SHORTEST,
            password::LONGEST
        );
    }
    Ok((typed.to_owned(), false))
}

fn tell(plain: &str, made: bool) {
    if made {
        println!("password: {plain}  (shown once; change it at /account)");
    }
}
