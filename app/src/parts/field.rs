//! One input of a form with its label, hint and error; what was typed is kept.
//!
//! No `required` and no `pattern`: browsers answer those in their own language. The server answers, beside the field.

use super::Errors;
use crate::texts;
use domain::Lang;
use leptos::prelude::*;

/// One answer of a select, of radios or of boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What every input has in common; ends with the kind of input.
#[derive(Debug, Clone)]
pub struct Field {
    name: String,
    label: String,
    hint: Option<String>,
    value: String,
    error: Option<String>,
    optional: Option<&'static str>,
    autocomplete: Option<&'static str>,
    unit: Option<String>,
    list: Option<String>,
    narrow: bool,
}

impl Field {
    /// `name` is the form's field and the key in [`Errors`]; the input gets the id `f-<name>`.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: None,
            value: String::new(),
            error: None,
            optional: None,
            autocomplete: None,
            unit: None,
            list: None,
            narrow: false,
        }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What was typed before.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    pub fn error(mut self, errors: &Errors) -> Self {
        self.error = errors.get(&self.name).map(str::to_owned);
        self
    }

    /// Marks the label: what is not marked is needed.
    pub fn optional(mut self, l: Lang) -> Self {
        self.optional = Some(texts::form::optional(l));
        self
    }

    /// The token of the HTML standard: `email`, `current-password`, `organization`…
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Stands behind the input: `€`, `%`, a unit of work.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self.narrow = true;
        self
    }

    /// The id of a `<datalist>` on the page.
    pub fn list(mut self, id: impl Into<String>) -> Self {
        self.list = Some(id.into());
        self
    }

    /// For short answers: numbers, codes.
    pub fn narrow(mut self) -> Self {
        self.narrow = true;
        self
    }

    pub fn text(self) -> AnyView {
        self.input("text", None)
    }

    pub fn search(self) -> AnyView {
        self.input("search", None)
    }

    pub fn email(self) -> AnyView {
        self.input("email", None)
    }

    pub fn tel(self) -> AnyView {
        self.narrow().input("tel", None)
    }

    /// A password is never sent back.
    pub fn password(self) -> AnyView {
        self.value("").input("password", None)
    }

    /// Takes and gives `2027-05-12`.
    pub fn date(self) -> AnyView {
        self.narrow().input("date", None)
    }

    /// Numbers and amounts are text with a number pad: `type=number` refuses a comma in silence.
    pub fn number(self) -> AnyView {
        self.narrow().input("text", Some("decimal"))
    }

    fn input(self, kind: &'static str, mode: Option<&'static str>) -> AnyView {
        let id = self.id();
        let (described, invalid) = (self.described(), self.invalid());
        let input = view! {
            <input id=id.clone() name=self.name.clone() type=kind inputmode=mode value=self.value.clone() list=self.list.clone()
                autocomplete=self.autocomplete aria-describedby=described aria-invalid=invalid/>
        };
        let input = match self.unit.clone() {
            Some(unit) => {
                view! { <span class="with-unit">{input}<span class="unit">{unit}</span></span> }.into_any()
            }
            None => input.into_any(),
        };
        self.around(id, input)
    }

    pub fn textarea(self, rows: u32) -> AnyView {
        let id = self.id();
        let (described, invalid) = (self.described(), self.invalid());
        let input = view! {
            <textarea id=id.clone() name=self.name.clone() rows=rows.to_string() aria-describedby=described
                aria-invalid=invalid inner_html=textarea_content(&self.value)></textarea>
        };
        self.around(id, input.into_any())
    }

    /// A list of choices that begins with "Choose…", which sends an empty value.
    pub fn select(self, l: Lang, choices: Vec<Choice>) -> AnyView {
        let mut all = vec![Choice::new("", texts::form::choose(l))];
        all.extend(choices);
        self.select_of(all)
    }

    /// A list of exactly these choices.
    pub fn select_of(self, choices: Vec<Choice>) -> AnyView {
        let id = self.id();
        let (described, invalid) = (self.described(), self.invalid());
        let options = choices
            .into_iter()
            .map(|c| {
                let selected = c.value == self.value;
                view! { <option value=c.value selected=selected>{c.label}</option> }
            })
            .collect_view();
        let input = view! {
            <select id=id.clone() name=self.name.clone() aria-describedby=described aria-invalid=invalid>{options}</select>
        };
        self.around(id, input.into_any())
    }

    /// A list of choices under headings, which begins with "Choose…".
    pub fn select_grouped(self, l: Lang, groups: Vec<(String, Vec<Choice>)>) -> AnyView {
        let id = self.id();
        let (described, invalid) = (self.described(), self.invalid());
        let groups = groups
            .into_iter()
            .map(|(name, choices)| {
                let options = choices
                    .into_iter()
                    .map(|c| {
                        let selected = c.value == self.value;
                        view! { <option value=c.value selected=selected>{c.label}</option> }
                    })
                    .collect_view();
                view! { <optgroup label=name>{options}</optgroup> }
            })
            .collect_view();
        let input = view! {
            <select id=id.clone() name=self.name.clone() aria-describedby=described aria-invalid=invalid>
                <option value="">{texts::form::choose(l)}</option>
                {groups}
            </select>
        };
        self.around(id, input.into_any())
    }

    pub fn radios(self, choices: Vec<Choice>) -> AnyView {
        let inputs = choices
            .into_iter()
            .enumerate()
            .map(|(i, c)| {
                let id = if i == 0 {
                    self.id()
                } else {
                    format!("{}-{}", self.id(), c.value)
                };
                let checked = c.value == self.value;
                tick("radio", id, &self.name, c, checked)
            })
            .collect_view();
        self.group(inputs.into_any())
    }

    fn group(self, inputs: AnyView) -> AnyView {
        let (described, class) = (self.described(), self.class());
        view! {
            <fieldset class=class aria-describedby=described>
                <legend>{self.label.clone()}{self.optional_mark()}</legend>
                {self.hint_and_error()}
                <div class="ticks-list">{inputs}</div>
            </fieldset>
        }
        .into_any()
    }

    fn around(self, id: String, input: AnyView) -> AnyView {
        view! {
            <div class=self.class()>
                <label for=id>{self.label.clone()}{self.optional_mark()}</label>
                {self.hint_and_error()}
                {input}
            </div>
        }
        .into_any()
    }

    fn id(&self) -> String {
        format!("f-{}", self.name)
    }

    fn class(&self) -> &'static str {
        match (self.error.is_some(), self.narrow) {
            (true, true) => "field field-narrow field-wrong",
            (true, false) => "field field-wrong",
            (false, true) => "field field-narrow",
            (false, false) => "field",
        }
    }

    fn described(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("h-{}", self.name));
        let error = self.error.as_ref().map(|_| format!("e-{}", self.name));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    fn optional_mark(&self) -> Option<AnyView> {
        self.optional
            .map(|word| view! { <span class="optional">{format!(" ({word})")}</span> }.into_any())
    }

    fn hint_and_error(&self) -> AnyView {
        let hint = self
            .hint
            .clone()
            .map(|hint| view! { <p class="hint" id=format!("h-{}", self.name)>{hint}</p> });
        let error = self
            .error
            .clone()
            .map(|error| view! { <p class="wrong" id=format!("e-{}", self.name)>{error}</p> });
        view! { {hint}{error} }.into_any()
    }
}

/// One box; sends `value` when ticked.
pub fn checkbox(
    name: &str,
    value: &str,
    label: impl Into<String>,
    hint: Option<String>,
    checked: bool,
) -> AnyView {
    let choice = Choice {
        value: value.to_owned(),
        label: label.into(),
        hint,
    };
    view! { <div class="field">{tick("checkbox", format!("f-{name}"), name, choice, checked)}</div> }
        .into_any()
}

/// Several boxes of one name, with their legend; every ticked value is sent.
pub fn checkboxes(
    name: &str,
    legend: impl Into<String>,
    hint: Option<String>,
    errors: &Errors,
    choices: Vec<Choice>,
    ticked: &[String],
) -> AnyView {
    let mut field = Field::new(name, legend).error(errors);
    field.hint = hint;
    let inputs = choices
        .into_iter()
        .enumerate()
        .map(|(i, c)| {
            let id = if i == 0 {
                field.id()
            } else {
                format!("{}-{}", field.id(), c.value)
            };
            let checked = ticked.contains(&c.value);
            tick("checkbox", id, name, c, checked)
        })
        .collect_view();
    field.group(inputs.into_any())
}

fn tick(kind: &'static str, id: String, name: &str, choice: Choice, checked: bool) -> AnyView {
    let hint_id = choice.hint.as_ref().map(|_| format!("{id}-hint"));
    let hint = choice
        .hint
        .map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    view! {
        <div class="tick">
            <input type=kind id=id.clone() name=name.to_owned() value=choice.value checked=checked aria-describedby=hint_id/>
            <label for=id>{choice.label}</label>
            {hint}
        </div>
    }
    .into_any()
}

/// Escaped by hand: the renderer writes an empty text as a blank, and parsers swallow a first line break.
fn textarea_content(value: &str) -> String {
    let escaped = value.replace('&', "&amp;").replace('<', "&lt;");
    if escaped.starts_with(['\n', '\r']) {
        format!("\n{escaped}")
    } else {
        escaped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::html;

    #[test]
    fn an_error_is_tied_to_its_input_and_keeps_what_was_typed() {
        let errors = Errors::none().with("wage", "Ce n'est pas un montant.");
        let out = html(|| {
            Field::new("wage", "Salaire")
                .hint("Brut")
                .value("a<b")
                .error(&errors)
                .number()
        });
        assert!(out.contains("aria-describedby=\"h-wage e-wage\""), "{out}");
        assert!(out.contains("aria-invalid=\"true\""), "{out}");
        assert!(
            out.contains("value=\"a&lt;b\"") || out.contains("value=\"a<b\""),
            "{out}"
        );
        assert!(out.contains("id=\"e-wage\""), "{out}");
    }

    #[test]
    fn an_empty_text_area_is_empty_and_a_full_one_cannot_close_itself() {
        assert!(html(|| Field::new("facts", "Faits").textarea(4)).contains("></textarea>"));
        let out = html(|| {
            Field::new("facts", "Faits")
                .value("</textarea><script>")
                .textarea(4)
        });
        assert!(!out.contains("<script>"), "{out}");
    }

    #[test]
    fn the_choice_made_before_is_chosen_again() {
        let out = html(|| {
            Field::new("kind", "Genre")
                .value("b")
                .select(Lang::Fr, vec![Choice::new("a", "A"), Choice::new("b", "B")])
        });
        assert!(out.contains("<option value=\"b\" selected>"), "{out}");
        assert_eq!(out.matches("selected").count(), 1, "{out}");
    }

    #[test]
    fn a_password_is_never_sent_back() {
        assert!(
            !html(|| Field::new("password", "Mot de passe").value("secret").password()).contains("secret")
        );
    }
}
