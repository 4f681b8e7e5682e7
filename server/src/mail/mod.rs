//! How mails leave the house: to a mail server, into a folder, or not yet.
//!
//! Only plain text is sent: a letter is read on its page, a message where it happened. Nothing here is logged with an address.

pub mod words;

use anyhow::{Context as _, Result, bail};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use std::path::PathBuf;
use std::time::Duration;
use store::mail::Mail;

/// A mail server that does not answer within this time is tried again later.
const PATIENCE: Duration = Duration::from_secs(20);

/// How mails leave, and the address they come from.
#[derive(Debug, Clone)]
pub struct Mailer {
    way: Way,
    from: Mailbox,
}

#[derive(Debug, Clone)]
enum Way {
    /// No mail server is named: mails are kept, and `vigie doctor` says so.
    Kept,
    /// Each mail is a file in this folder, for tests and for a first look.
    Folder(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Mailer {
    /// Reads the two settings; an error is one sentence with the setting and how to mend it, without the password.
    pub fn read(url: Option<&str>, from: Option<&str>) -> Result<Self> {
        let from = from.unwrap_or("vigie@localhost");
        let from = from.parse().with_context(|| {
            format!(
                "mail_from (VIGIE_MAIL_FROM) is {from:?}: write an address like Vigie <vigie@house.example>"
            )
        })?;
        let way = match url.map(str::trim).filter(|url| !url.is_empty()) {
            None => Way::Kept,
            Some(url) => match url.split_once(':') {
                Some(("file", folder)) if !folder.trim_start_matches("//").is_empty() => {
                    Way::Folder(PathBuf::from(folder.trim_start_matches("//")))
                }
                Some(("smtp" | "smtps", _)) => Way::Smtp(smtp(url)?),
                _ => bail!(
                    "mail_url (VIGIE_MAIL_URL) begins with none of smtp://, smtps:// and file: — write for example smtp://localhost:25"
                ),
            },
        };
        Ok(Self { way, from })
    }

    /// Is there a way out for mails?
    pub fn sends(&self) -> bool {
        !matches!(self.way, Way::Kept)
    }

    /// Hands a mail over; an error is for the log and the outbox, without the address.
    pub async fn send(&self, mail: &Mail) -> Result<()> {
        let to: Mailbox = mail
            .to_address
            .parse()
            .context("the address is not one of a mailbox")?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(one_line(&mail.subject))
            .message_id(Some(format!("<vigie-{}@{}>", mail.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())?;
        match &self.way {
            Way::Kept => bail!("no mail server is named"),
            Way::Folder(folder) => {
                tokio::fs::create_dir_all(folder).await?;
                let file = folder.join(format!("{}.eml", mail.id));
                Ok(tokio::fs::write(file, message.formatted()).await?)
            }
            Way::Smtp(server) => {
                server.send(message).await?;
                Ok(())
            }
        }
    }
}

fn smtp(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .context("mail_url (VIGIE_MAIL_URL) cannot be read: write for example smtps://user:password@mail.house.example")?;
    Ok(server.timeout(Some(PATIENCE)).build())
}

/// Is this the address of a mailbox?
pub fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

/// A subject is one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc::{Receiver, channel};

    fn mail() -> Mail {
        Mail {
            id: 7,
            to_address: "client@firm.example".into(),
            subject: "Une lettre\r\nBcc: tous@firm.example".into(),
            body: "Bonjour,\n\nVoilà.\n".into(),
            sent_at: None,
        }
    }

    /// A mail server of forty lines: takes one mail a connection and gives its lines; refuses where it is told to.
    fn listener(refuse: bool) -> (u16, Receiver<Vec<String>>) {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for stream in socket.incoming() {
                let stream = stream.unwrap();
                let mut answer = stream.try_clone().unwrap();
                let mut say = |line: &str| answer.write_all(format!("{line}\r\n").as_bytes()).unwrap();
                say("220 mail.example ready");
                let mut lines = Vec::new();
                let mut in_data = false;
                for line in BufReader::new(stream).lines() {
                    let Ok(line) = line else { break };
                    lines.push(line.clone());
                    match line.as_str() {
                        "." if in_data => {
                            in_data = false;
                            say("250 taken");
                        }
                        _ if in_data => {}
                        "DATA" => {
                            in_data = true;
                            say("354 go on");
                        }
                        "QUIT" => {
                            say("221 bye");
                            break;
                        }
                        to if refuse && to.starts_with("RCPT") => say("451 try again later"),
                        _ => say("250 fine"),
                    }
                }
                if sender.send(lines).is_err() {
                    return;
                }
            }
        });
        (port, receiver)
    }

    #[tokio::test]
    async fn a_mail_reaches_the_mail_server_with_one_subject_and_its_accents() {
        let (port, received) = listener(false);
        let mailer = Mailer::read(
            Some(&format!("smtp://127.0.0.1:{port}")),
            Some("Vigie <vigie@house.example>"),
        )
        .unwrap();
        mailer.send(&mail()).await.unwrap();
        drop(mailer);
        let lines = received.recv_timeout(Duration::from_secs(10)).unwrap();
        let has = |begin: &str| lines.iter().any(|line| line.starts_with(begin));
        assert!(has("RCPT TO:<client@firm.example>"), "{lines:?}");
        assert!(has("Subject: Une lettre Bcc: tous@firm.example"), "{lines:?}");
        assert!(!has("Bcc:"), "{lines:?}");
        assert!(has("Message-ID: <vigie-7@house.example>"), "{lines:?}");
    }

    #[tokio::test]
    async fn a_mail_server_that_refuses_is_an_error_without_the_address() {
        let (port, _received) = listener(true);
        let mailer = Mailer::read(Some(&format!("smtp://127.0.0.1:{port}")), None).unwrap();
        let error = mailer.send(&mail()).await.unwrap_err();
        assert!(!format!("{error:#}").contains("client@firm.example"), "{error:#}");
    }

    #[tokio::test]
    async fn a_folder_keeps_each_mail_as_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = Mailer::read(Some(&format!("file:{}", folder.path().display())), None).unwrap();
        mailer.send(&mail()).await.unwrap();
        let text = std::fs::read_to_string(folder.path().join("7.eml")).unwrap();
        assert!(text.contains("To: client@firm.example"), "{text}");
    }

    #[test]
    fn settings_that_are_no_way_out_say_how_to_mend_them() {
        for url in ["mail.example", "http://mail.example", "file:"] {
            assert!(Mailer::read(Some(url), None).is_err(), "{url}");
        }
        assert!(Mailer::read(None, Some("not an address")).is_err());
        assert!(!Mailer::read(None, None).unwrap().sends());
    }
}
