//! A small house for tests that need people and no data: one account for each role, made with `vigie user add`.

use std::collections::BTreeMap;
use std::process::Output;
use tests::{Page, Site, Visitor};

/// The roles, as `vigie user add --role` takes them.
pub const ROLES: [&str; 7] = [
    "member",
    "counsellor",
    "accounts",
    "manager",
    "committee",
    "analyst",
    "admin",
];

/// A running program with one person of each role asked for.
pub struct House {
    pub site: Site,
    passwords: BTreeMap<String, String>,
}

impl House {
    /// People of these roles.
    pub fn of(roles: &[&str]) -> Self {
        let site = Site::empty();
        let mut house = Self {
            site,
            passwords: BTreeMap::new(),
        };
        for role in roles {
            house.add(role, "fr");
        }
        house
    }

    /// One more person; the address is the role's.
    pub fn add(&mut self, role: &str, lang: &str) {
        self.add_another(role, role, lang);
    }

    /// A further person of a role, under an address of its own: `counsellor2` for `counsellor2@demo.example`.
    pub fn add_another(&mut self, who: &str, role: &str, lang: &str) {
        let email = format!("{who}@demo.example");
        let name = format!("Une personne {who}");
        let output = self.site.run(&[
            "user", "add", &email, "--name", &name, "--role", role, "--lang", lang,
        ]);
        let text = out(&output);
        let password = text
            .split("password: ")
            .nth(1)
            .unwrap_or_else(|| panic!("no password in {text}"));
        let password = password.split_whitespace().next().unwrap().to_owned();
        self.passwords.insert(email, password);
    }

    /// Sends the letter of a stance (its path) on paper; its client opens the link and says what it has to say: it is heard.
    pub fn hear(&self, staff: &Visitor, stance: &str, channel: &str) {
        hear(&self.site, staff, stance, channel);
    }

    pub fn password(&self, role: &str) -> &str {
        &self.passwords[&format!("{role}@demo.example")]
    }

    /// Sends the form at `/sign-in`.
    pub fn try_to_sign_in(&self, role: &str, password: &str) -> (Visitor, Page) {
        let visitor = self.site.visitor();
        let email = format!("{role}@demo.example");
        let answer = visitor.post("/sign-in", &[("email", &email), ("password", password)]);
        (visitor, answer)
    }

    /// Somebody of this role, signed in.
    pub fn sign_in(&self, role: &str) -> Visitor {
        let (visitor, answer) = self.try_to_sign_in(role, self.password(role));
        assert_eq!(answer.status(), 303, "signing in as {role}: {}", answer.summary());
        visitor
    }
}

/// What a command printed, when it succeeded.
pub fn out(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "vigie failed with {:?}: {error}",
        output.status.code()
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The same in any house.
pub fn hear(site: &Site, staff: &Visitor, stance: &str, channel: &str) {
    let page = staff.get(&format!("{stance}/notify"));
    page.assert_status(200);
    let sent = page.submit_form("#notify", &[("channel", channel), ("language", "fr")]);
    sent.assert_status(303);
    let letter = sent.follow();
    let link = letter.text(".letter-link");
    let at = link
        .find("/reply/")
        .unwrap_or_else(|| panic!("{}", letter.summary()));
    let link = link[at..].trim().to_owned();
    let client = site.visitor();
    client.get(&link).submit_form("#open", &[]).assert_status(303);
    let replied = client
        .get(&link)
        .form("#reply")
        .set("text", "Nous avons changé de portail en octobre.")
        .submit();
    replied.assert_status(303);
}
