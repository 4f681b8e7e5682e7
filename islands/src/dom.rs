//! The few things islands do to a page.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, FormData, HtmlFormElement, UrlSearchParams};

/// The element with this `id`, if it is of the expected kind.
pub fn by_id<T: JsCast>(id: &str) -> Option<T> {
    web_sys::window()?
        .document()?
        .get_element_by_id(id)?
        .dyn_into()
        .ok()
}

/// The elements inside `within` that a selector finds, in the order of the page.
pub fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|place| found.get(place)?.dyn_into().ok())
        .collect()
}

/// Sets an attribute. The names are ours, so that it cannot fail.
pub fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Puts the keyboard on an element, an SVG one as well (only HTML elements have the method's type here).
pub fn focus(element: &Element) {
    let focus = js_sys::Reflect::get(element, &JsValue::from_str("focus"));
    if let Some(focus) = focus
        .ok()
        .and_then(|found| found.dyn_into::<js_sys::Function>().ok())
    {
        let _ = focus.call0(element);
    }
}

/// Listens for as long as the page lives.
pub fn on(target: &EventTarget, event: &str, act: impl FnMut(Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(act);
    if target
        .add_event_listener_with_callback(event, closure.as_ref().unchecked_ref())
        .is_ok()
    {
        closure.forget();
    }
}

/// What a form would send, as a query. Empty fields count only when asked for; files never do.
pub fn filled(form: &HtmlFormElement, with_empty: bool) -> String {
    let (Ok(data), Ok(query)) = (FormData::new_with_form(form), UrlSearchParams::new()) else {
        return String::new();
    };
    for pair in data.entries() {
        let Ok(Ok(pair)) = pair.map(JsValue::dyn_into::<js_sys::Array>) else {
            continue;
        };
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string())
            && (with_empty || !value.is_empty())
        {
            query.append(&name, &value);
        }
    }
    query.to_string().into()
}
