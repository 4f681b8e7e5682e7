//! Sentences for what the rules of a hearing refuse.

use app::format;
use app::texts::hearing as t;
use domain::Lang;
use domain::stance::hearing::HearingRefused;

/// The sentence beside the field.
pub fn refused(l: Lang, refused: HearingRefused) -> String {
    use HearingRefused as R;
    match refused {
        R::RegisteredOnly => t::registered_only(l).to_owned(),
        R::NotByThisReceipt => t::not_by_this_receipt(l).to_owned(),
        R::OtherChannel => t::other_channel(l).to_owned(),
        R::BeforeSent(day) => t::before_sent(l, format::date(l, day)),
        R::InFuture => t::in_future(l).to_owned(),
        R::AlreadyReceived(day) => t::already_received(l, format::date(l, day)),
        R::AlreadyBounced(day) => t::already_bounced(l, format::date(l, day)),
        R::NotReceived => t::not_received(l).to_owned(),
        R::ExtendedOnce => t::extended_once(l).to_owned(),
        R::DeadlinePassed(day) => t::deadline_passed(l, format::date(l, day)),
        R::SaidAll(day) => t::said_all(l, format::date(l, day)),
        R::Revoked => t::revoked(l).to_owned(),
    }
}
