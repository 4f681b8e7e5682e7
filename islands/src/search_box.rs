//! A search form that answers while one types.

use leptos::prelude::*;

/// Helps the `<form method="get" id=form>` of a list: after a short pause it fetches the form's own address with
/// the header `Vigie-Part: part`, puts the answer into the element with the id `part`, and keeps the address
/// bar true. The form works the same without it.
///
/// What the part says in its `role="status"` is read out from a line of the island, which stays in the page:
/// screen readers do not read a line that arrives together with its text.
#[island]
pub fn SearchBox(
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
        history: true,
    });
    #[cfg(not(feature = "hydrate"))]
    drop((form, part));
    view! { <p class="visually-hidden" role="status" node_ref=status></p> }
}
