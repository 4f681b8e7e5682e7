//! The check form, answered while it is filled in.

use leptos::prelude::*;

/// Helps the form of a check: at each change it fetches the page's own address with what is filled in and the
/// header `Vigie-Part: part`, and puts the answer into the element with the id `part`. Nothing is kept by it:
/// only sending the form keeps a check.
#[island]
pub fn CheckPreview(
    /// The `id` of the form.
    form: String,
    /// The `id` of the element to refill, and the name of the part asked for.
    part: String,
) -> impl IntoView {
    let status = NodeRef::<leptos::html::P>::new();
    #[cfg(feature = "hydrate")]
    crate::part::follow(crate::part::Follow {
        form,
        part,
        status,
        history: false,
    });
    #[cfg(not(feature = "hydrate"))]
    drop((form, part));
    view! { <p class="visually-hidden" role="status" node_ref=status></p> }
}
