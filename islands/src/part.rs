//! A part of the page that follows a form: fetched again as the form changes.

use crate::dom;
use leptos::html;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, Document, Element, Event, Headers, HtmlFormElement, HtmlTemplateElement, RequestInit,
    Response, Window,
};

/// How long nobody types before the server is asked, in milliseconds.
const PAUSE: i32 = 150;

/// What follows what.
pub struct Follow {
    /// The `id` of the form.
    pub form: String,
    /// The `id` of the part and its name in `Vigie-Part`.
    pub part: String,
    /// The line in which the part's status is read out.
    pub status: NodeRef<html::P>,
    /// Whether the address bar follows too.
    pub history: bool,
}

/// Begins to follow. Without the form or the part on the page there is nothing to do.
pub fn follow(what: Follow) {
    let Some(window) = web_sys::window() else { return };
    let Some(form) = dom::by_id::<HtmlFormElement>(&what.form) else {
        return;
    };
    if dom::by_id::<Element>(&what.part).is_none() {
        return;
    }
    let asked = dom::filled(&form, false);
    let follower = Rc::new(Follower {
        window,
        form: form.clone(),
        what,
        asked: RefCell::new(asked),
        timer: Cell::new(None),
        running: RefCell::new(None),
    });

    let typed = follower.clone();
    dom::on(&form, "input", move |_: Event| typed.later());
    let chosen = follower.clone();
    dom::on(&form, "change", move |_: Event| chosen.later());
    // The form is sent: the page goes, what is under way is of no use.
    dom::on(&form, "submit", move |_: Event| follower.stop());
}

struct Follower {
    window: Window,
    form: HtmlFormElement,
    what: Follow,
    /// The query that the part shows, or will when the answer comes.
    asked: RefCell<String>,
    timer: Cell<Option<i32>>,
    running: RefCell<Option<AbortController>>,
}

impl Follower {
    /// Asks when nobody has typed for a moment.
    fn later(self: &Rc<Self>) {
        if let Some(timer) = self.timer.take() {
            self.window.clear_timeout_with_handle(timer);
        }
        let this = self.clone();
        let ask = Closure::once_into_js(move || this.ask());
        let timer = self
            .window
            .set_timeout_with_callback_and_timeout_and_arguments_0(ask.unchecked_ref(), PAUSE);
        self.timer.set(timer.ok());
    }

    /// Forgets what was going to be asked and drops an answer under way.
    fn stop(&self) {
        if let Some(timer) = self.timer.take() {
            self.window.clear_timeout_with_handle(timer);
        }
        if let Some(running) = self.running.take() {
            running.abort();
        }
    }

    /// Asks for the part, unless it shows the answer to this question already.
    fn ask(self: &Rc<Self>) {
        self.timer.set(None);
        let query = dom::filled(&self.form, false);
        if *self.asked.borrow() == query {
            return;
        }
        self.stop();
        self.asked.replace(query.clone());
        let Ok(controller) = AbortController::new() else {
            return;
        };
        self.running.replace(Some(controller.clone()));
        let this = self.clone();
        spawn_local(async move {
            // A refused or aborted answer leaves the part as it is; the form can still be sent.
            if this.fetch(&query, &controller).await.is_err() && !controller.signal().aborted() {
                this.asked.replace(String::from("?"));
            }
        });
    }

    /// The address of the page that holds the part, with what is filled in.
    fn address(&self, query: &str) -> Result<String, JsValue> {
        // Attributes, not properties: a field named "action" would hide the property.
        let attribute = |name: &str| self.form.get_attribute(name).unwrap_or_default();
        let page = self.window.location().href()?;
        let own = if attribute("method").eq_ignore_ascii_case("post") {
            String::new()
        } else {
            attribute("action")
        };
        let url = web_sys::Url::new_with_base(&own, &page)?;
        url.set_search(query);
        url.set_hash("");
        Ok(url.href())
    }

    async fn fetch(&self, query: &str, controller: &AbortController) -> Result<(), JsValue> {
        let address = self.address(query)?;
        let headers = Headers::new()?;
        headers.set("Vigie-Part", &self.what.part)?;
        let options = RequestInit::new();
        options.set_headers(&headers);
        options.set_signal(Some(&controller.signal()));
        dom::set(&self.form, "aria-busy", "true");
        let answer = JsFuture::from(self.window.fetch_with_str_and_init(&address, &options)).await;
        let done = self.take(answer, &address, controller).await;
        if !controller.signal().aborted() {
            let _ = self.form.remove_attribute("aria-busy");
        }
        done
    }

    /// Puts the answer into the page.
    async fn take(
        &self,
        answer: Result<JsValue, JsValue>,
        address: &str,
        controller: &AbortController,
    ) -> Result<(), JsValue> {
        let answer: Response = answer?.dyn_into()?;
        if answer.redirected() {
            // Most likely the session ended: show the page the server sends us to.
            return self.window.location().assign(&answer.url());
        }
        // 422 is an answer too: it says what is missing.
        if !answer.ok() && answer.status() != 422 {
            return Err(JsValue::from(answer.status()));
        }
        let html = JsFuture::from(answer.text()?)
            .await?
            .as_string()
            .unwrap_or_default();
        if controller.signal().aborted() {
            return Ok(());
        }
        self.swap(&html)?;
        if self.what.history {
            let history = self.window.history()?;
            history.replace_state_with_url(&JsValue::NULL, "", Some(address))?;
        }
        Ok(())
    }

    /// Refills the part. The answer may be the part's inside or the whole element with its `id`.
    fn swap(&self, html: &str) -> Result<(), JsValue> {
        let Some(part) = dom::by_id::<Element>(&self.what.part) else {
            return Ok(());
        };
        let document: Document = self.window.document().ok_or(JsValue::NULL)?;
        let template: HtmlTemplateElement = document.create_element("template")?.dyn_into()?;
        template.set_inner_html(html);
        let content = template.content();
        let whole = content
            .first_element_child()
            .filter(|first| first.id() == self.what.part);
        let status = content.query_selector("[role=status]")?;
        if let Some(status) = &status {
            // Read out once, by our own line.
            status.remove_attribute("role")?;
        }
        match whole {
            Some(whole) => part.set_inner_html(&whole.inner_html()),
            None => part.set_inner_html(&template.inner_html()),
        }
        if let (Some(line), Some(status)) = (self.what.status.get_untracked(), status) {
            line.set_text_content(status.text_content().as_deref());
        }
        Ok(())
    }
}
