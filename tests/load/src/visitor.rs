//! Somebody signed in, as `wrk` borrows them: one cookie.

use super::cases::Request;
use anyhow::{Context as _, Result, ensure};
use ureq::Agent;

pub struct Visitor {
    agent: Agent,
    address: String,
    /// `name=value`
    pub cookie: String,
}

/// An answer, for the bare router to repeat.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub location: String,
    pub body: Vec<u8>,
}

impl Visitor {
    /// Signs in with a demo account.
    pub fn sign_in(address: &str, account: &str) -> Result<Self> {
        let config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build();
        let agent = config.new_agent();
        let email = format!("{account}@demo.example");
        let answer = agent
            .post(format!("{address}/sign-in"))
            .header("Origin", address)
            .send_form([("email", email.as_str()), ("password", "vigie-demo")])?;
        ensure!(
            answer.status() == 303,
            "signing in as {email} was answered with {}",
            answer.status()
        );
        let cookies: Vec<String> = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next().map(str::to_owned))
            .collect();
        let cookie = cookies
            .into_iter()
            .find(|cookie| cookie.contains("session="))
            .context("no session cookie")?;
        Ok(Self {
            agent,
            address: address.to_owned(),
            cookie,
        })
    }

    /// Sends one request as the load will.
    pub fn send(&self, request: &Request) -> Result<Answer> {
        let url = format!("{}{}", self.address, request.path);
        let mut answer = match &request.body {
            None => self.agent.get(url).header("Cookie", &self.cookie).call()?,
            Some(body) => self
                .agent
                .post(url)
                .header("Cookie", &self.cookie)
                .header("Origin", &self.address)
                .content_type("application/x-www-form-urlencoded")
                .send(body.replace("{key}", "probe-probe-probe").as_bytes())?,
        };
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let (content_type, location) = (header("content-type"), header("location"));
        Ok(Answer {
            status: answer.status().as_u16(),
            content_type,
            location,
            body: answer.body_mut().read_to_vec()?,
        })
    }
}
