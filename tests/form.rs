//! A form as a browser without scripts fills it in and sends it.

use crate::address;
use crate::page::Page;
use crate::visitor::{Sent, Visitor};
use scraper::{ElementRef, Html, Selector};

/// A form of a page, to be filled in and sent.
#[derive(Debug)]
pub struct Form {
    visitor: Visitor,
    here: String,
    action: String,
    get: bool,
    multipart: bool,
    controls: Vec<Control>,
    files: Vec<(String, String, Vec<u8>)>,
}

/// One field of a form.
#[derive(Debug)]
struct Control {
    name: String,
    value: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Any field with one line or more.
    Text,
    /// A hidden field: a person cannot change it.
    Hidden,
    /// A box or a round button, and whether it is on.
    Choice {
        on: bool,
        radio: bool,
    },
    /// A list with its values.
    Select {
        options: Vec<String>,
    },
    /// A button that sends the form, and whether it was the one pressed.
    Button {
        pressed: bool,
    },
    File,
}

impl Form {
    pub(crate) fn read(visitor: &Visitor, here: &str, html: &Html, form: ElementRef<'_>) -> Self {
        let attribute = |name: &str| form.value().attr(name).unwrap_or_default();
        let every = Selector::parse("input, select, textarea, button").unwrap();
        let id = attribute("id");
        let controls = html
            .select(&every)
            .filter(|control| match control.value().attr("form") {
                Some(of) => !id.is_empty() && of == id,
                None => control.ancestors().any(|above| above.id() == form.id()),
            })
            .filter(|control| !disabled(control))
            .filter_map(Control::read)
            .collect();
        Self {
            visitor: visitor.clone(),
            here: here.to_owned(),
            action: attribute("action").to_owned(),
            get: !attribute("method").eq_ignore_ascii_case("post"),
            multipart: attribute("enctype") == "multipart/form-data",
            controls,
            files: Vec::new(),
        }
    }

    /// Types into a field, or chooses from a list or between round buttons.
    #[track_caller]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        let names = self.names();
        let mut of_name = self
            .controls
            .iter_mut()
            .filter(|control| control.name == name)
            .peekable();
        let Some(first) = of_name.peek() else {
            panic!("no field {name}; there are: {names}")
        };
        if let Kind::Choice { radio, .. } = first.kind {
            assert!(radio, "{name} is a box: use check and uncheck");
            let mut found = false;
            for control in of_name {
                let on = control.value == value;
                found |= on;
                control.kind = Kind::Choice { on, radio: true };
            }
            assert!(found, "{name} does not offer {value}");
            return self;
        }
        if let Some(control) = of_name.next() {
            match &control.kind {
                Kind::Text => {}
                Kind::Select { options } => {
                    assert!(
                        options.iter().any(|option| option == value),
                        "{name} offers {options:?}, not {value}"
                    );
                }
                kind => panic!("{name} cannot be filled in: {kind:?}"),
            }
            value.clone_into(&mut control.value);
        }
        self
    }

    /// Ticks the box with this name and value.
    #[track_caller]
    pub fn check(self, name: &str, value: &str) -> Self {
        self.tick(name, value, true)
    }

    /// Takes the tick away.
    #[track_caller]
    pub fn uncheck(self, name: &str, value: &str) -> Self {
        self.tick(name, value, false)
    }

    #[track_caller]
    fn tick(mut self, name: &str, value: &str, on: bool) -> Self {
        let names = self.names();
        let mut all = self.controls.iter_mut();
        let found = all.find(|control| control.name == name && control.value == value);
        let control = found.unwrap_or_else(|| panic!("no box {name} with {value}; there are: {names}"));
        assert!(
            matches!(control.kind, Kind::Choice { radio: false, .. }),
            "{name} is no box"
        );
        control.kind = Kind::Choice { on, radio: false };
        self
    }

    /// Changes a hidden field, as only somebody who means harm (or an old page) can.
    #[track_caller]
    pub fn forge(mut self, name: &str, value: &str) -> Self {
        let found = self.controls.iter_mut().find(|control| control.name == name);
        match found {
            Some(control) => value.clone_into(&mut control.value),
            None => self.controls.push(Control {
                name: name.into(),
                value: value.into(),
                kind: Kind::Hidden,
            }),
        }
        self
    }

    /// Chooses a file.
    #[track_caller]
    pub fn file(mut self, name: &str, file: &str, content: &[u8]) -> Self {
        let there = self
            .controls
            .iter()
            .any(|c| c.name == name && matches!(c.kind, Kind::File));
        assert!(there && self.multipart, "{name} takes no file");
        self.files
            .push((name.to_owned(), file.to_owned(), content.to_vec()));
        self
    }

    /// What a field holds now.
    #[track_caller]
    pub fn value(&self, name: &str) -> &str {
        let mut of_name = self.controls.iter().filter(|control| control.name == name);
        let found = of_name.find(|control| !matches!(control.kind, Kind::Choice { on: false, .. }));
        found.map_or_else(
            || panic!("no field {name}; there are: {}", self.names()),
            |control| &control.value,
        )
    }

    /// Whether there is such a field.
    pub fn has(&self, name: &str) -> bool {
        self.controls.iter().any(|control| control.name == name)
    }

    /// Sends the form with its first button, as Enter does.
    #[track_caller]
    pub fn submit(mut self) -> Page {
        if let Some(first) = self
            .controls
            .iter_mut()
            .find(|control| matches!(control.kind, Kind::Button { .. }))
        {
            first.kind = Kind::Button { pressed: true };
        }
        self.send()
    }

    /// Sends the form with the button of this name and value.
    #[track_caller]
    pub fn press(mut self, name: &str, value: &str) -> Page {
        let names = self.names();
        let mut all = self.controls.iter_mut();
        let found = all.find(|c| matches!(c.kind, Kind::Button { .. }) && c.name == name && c.value == value);
        found
            .unwrap_or_else(|| panic!("no button {name}={value}; there are: {names}"))
            .kind = Kind::Button { pressed: true };
        self.send()
    }

    #[track_caller]
    fn send(self) -> Page {
        let fields: Vec<(String, String)> = self
            .controls
            .iter()
            .filter(|control| control.counts())
            .map(Control::pair)
            .collect();
        let address = address::resolve(&self.here, &self.action);
        if self.get {
            let path = address.split('?').next().unwrap_or_default();
            return self.visitor.get(&format!("{path}?{}", address::encode(&fields)));
        }
        let sent = if self.multipart {
            Sent::Parts(fields, self.files)
        } else {
            Sent::Fields(fields)
        };
        self.visitor.submit(&address, sent)
    }

    fn names(&self) -> String {
        let mut names: Vec<&str> = self
            .controls
            .iter()
            .map(|control| control.name.as_str())
            .collect();
        names.dedup();
        names.join(", ")
    }
}

impl Control {
    fn read(element: ElementRef<'_>) -> Option<Self> {
        let attribute = |name: &str| element.value().attr(name).unwrap_or_default().to_owned();
        let name = attribute("name");
        let mut value = attribute("value");
        let kind = match (element.value().name(), attribute("type").as_str()) {
            ("textarea", _) => {
                value = element.text().collect();
                Kind::Text
            }
            ("select", _) => {
                let (options, chosen) = options(element);
                value = chosen;
                Kind::Select { options }
            }
            ("button", "" | "submit") | ("input", "submit") => Kind::Button { pressed: false },
            ("button", _) | ("input", "button" | "reset" | "image") => return None,
            ("input", "hidden") => Kind::Hidden,
            ("input", "file") => Kind::File,
            ("input", "checkbox" | "radio") => {
                if element.value().attr("value").is_none() {
                    value = "on".into();
                }
                let on = element.value().attr("checked").is_some();
                Kind::Choice {
                    on,
                    radio: attribute("type") == "radio",
                }
            }
            _ => Kind::Text,
        };
        let sends = matches!(kind, Kind::Button { .. });
        (sends || !name.is_empty()).then_some(Self { name, value, kind })
    }

    /// Whether it is part of what is sent.
    fn counts(&self) -> bool {
        match &self.kind {
            Kind::Text | Kind::Hidden => true,
            Kind::Select { options } => !options.is_empty(),
            Kind::Choice { on, .. } => *on,
            Kind::Button { pressed } => *pressed && !self.name.is_empty(),
            Kind::File => false,
        }
    }

    /// Name and value, with the line ends of a form.
    fn pair(&self) -> (String, String) {
        (
            self.name.clone(),
            self.value.replace("\r\n", "\n").replace('\n', "\r\n"),
        )
    }
}

/// The values of a list, and the one that is chosen: the first when none is marked.
fn options(select: ElementRef<'_>) -> (Vec<String>, String) {
    let every = Selector::parse("option").unwrap();
    let mut values = Vec::new();
    let mut chosen = None;
    for option in select
        .select(&every)
        .filter(|option| option.value().attr("disabled").is_none())
    {
        let text = || option.text().collect::<String>().trim().to_owned();
        let value = option.value().attr("value").map_or_else(text, str::to_owned);
        if option.value().attr("selected").is_some() {
            chosen = Some(value.clone());
        }
        values.push(value);
    }
    let chosen = chosen.or_else(|| values.first().cloned()).unwrap_or_default();
    (values, chosen)
}

fn disabled(control: &ElementRef<'_>) -> bool {
    let is = |element: &ElementRef<'_>| element.value().attr("disabled").is_some();
    let mut fieldsets = control
        .ancestors()
        .filter_map(ElementRef::wrap)
        .filter(|e| e.value().name() == "fieldset");
    is(control) || fieldsets.any(|fieldset| is(&fieldset))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form id=f method=post action="?x">
        <input name=q value="a"><input type=hidden name=key value=k>
        <input type=checkbox name=c value=1 checked><input type=checkbox name=c value=2>
        <input type=radio name=r value=x checked><input type=radio name=r value=y>
        <select name=s><option value="">-</option><option value=v>V</option></select>
        <textarea name=t>
two
lines</textarea>
        <fieldset disabled><input name=off></fieldset>
        <button name=do value=save>Save</button><button name=do value=drop>Drop</button></form>
        <input form=f name=outside value=o>"#;

    fn form() -> Form {
        let html = Html::parse_document(PAGE);
        let form = html.select(&Selector::parse("form").unwrap()).next().unwrap();
        Form::read(&Visitor::new("http://127.0.0.1:1"), "/p", &html, form)
    }

    fn sent(form: &Form) -> String {
        let fields: Vec<_> = form
            .controls
            .iter()
            .filter(|control| control.counts())
            .map(Control::pair)
            .collect();
        address::encode(&fields)
    }

    #[test]
    fn a_form_sends_what_the_page_shows() {
        assert_eq!(sent(&form()), "q=a&key=k&c=1&r=x&s=&t=two%0D%0Alines&outside=o");
    }

    #[test]
    fn a_form_sends_what_is_filled_in() {
        let form = form()
            .set("q", "b")
            .check("c", "2")
            .uncheck("c", "1")
            .set("r", "y")
            .set("s", "v")
            .set("t", "");
        assert_eq!(sent(&form), "q=b&key=k&c=2&r=y&s=v&t=&outside=o");
        assert_eq!(form.value("r"), "y");
    }

    #[test]
    #[should_panic(expected = "s offers")]
    fn a_list_takes_only_what_it_offers() {
        let _ = form().set("s", "other");
    }

    #[test]
    #[should_panic(expected = "no field off")]
    fn a_disabled_field_is_no_field() {
        let _ = form().set("off", "1");
    }
}
