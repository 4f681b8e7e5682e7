//! Reference data: planted once, found under every name, never overwritten.

use crate::support::make;
use domain::category::{Filter, Sensitivity};
use domain::contract::WageUnit;
use domain::money::PriceFactor;
use domain::pay::{WageOffer, WageVerdict, compare};
use domain::profession::ProfessionState;
use domain::{Lang, Money, Wage};
use store::{on, read, reference};

both_engines! {
    async fn a_new_house_knows_its_words(store) {
        let catalogue = reference::catalogue(&store).await.unwrap();

        assert_eq!(catalogue.categories.len(), 20);
        assert_eq!(catalogue.categories[0].code, "late_payment");
        let harassment = catalogue.category_by_code("harassment").unwrap();
        assert_eq!((harassment.filter, harassment.sensitivity), (Filter::Ethics, Sensitivity::NamedHandlers));
        assert_eq!(harassment.name(Lang::Nl), "Pesterijen");
        assert!(catalogue.funders.len() >= 8 && catalogue.professions.len() >= 80);
        assert!(Lang::ALL.iter().all(|lang| catalogue.professions.iter().all(|p| !p.name(*lang).is_empty())));
    }

    async fn a_profession_is_found_under_each_of_its_names(store) {
        let catalogue = reference::catalogue(&store).await.unwrap();
        for (written, code) in [
            ("Technicien SON", "sound_technician"), ("animatrice", "activity_leader"), ("Muzikante", "musician"),
            ("comédien", "actor"), ("cuisinier", "cook"), ("Verpleegkundige", "nurse"),
        ] {
            assert_eq!(catalogue.profession_named(written).map(|p| p.code.as_str()), Some(code), "{written}");
        }
        let cook = catalogue.profession_named("kok").unwrap();
        assert_eq!(cook.state, ProfessionState::Conditional);
        assert!(cook.reason(Lang::Nl).contains("FAVV") && !cook.proofs.is_empty());
        assert_eq!(catalogue.profession_named("vendeur d'armes").map(|p| p.state), Some(ProfessionState::Refused));
        assert!(catalogue.profession_named("dompteuse de licornes").is_none());
    }

    async fn a_wage_is_held_against_the_figures_of_its_day(store) {
        let catalogue = reference::catalogue(&store).await.unwrap();
        let verdict = |profession: &str, unit, cents, day: &str| {
            let profession = catalogue.profession_named(profession).map(|p| p.id);
            let offer = WageOffer { profession, unit, wage: Wage(Money(cents)), hours_a_unit: None };
            compare(&offer, &catalogue.pay, make::day(day)).verdict
        };

        let low = verdict("animatrice", WageUnit::Hour, 1_190, "2025-04-01");
        assert!(matches!(low, WageVerdict::BelowMinimum { needed: Wage(Money(1_283)), .. }), "{low:?}");
        let exact = verdict("formateur", WageUnit::Day, 9_747, "2025-09-08");
        assert!(matches!(exact, WageVerdict::UnderReference { .. }), "{exact:?}");
        assert_eq!(verdict("musicienne", WageUnit::Service, 10_060, "2025-10-11"), WageVerdict::Fine);
        assert!(matches!(verdict("comédien", WageUnit::Cachet, 7_000, "2025-05-20"), WageVerdict::UnderReference { .. }));
        assert!(PriceFactor::on(&catalogue.price_factors, make::day("2025-03-03")).is_some_and(|f| !f.confirmed));
    }

    async fn planting_again_keeps_what_people_changed(store) {
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE profession SET state = 'refused' WHERE code = 'cook'")
            .execute(&mut *conn)
            .await)
        .unwrap();
        reference::changed(&mut tx).await.unwrap();
        tx.commit().await.unwrap();

        store.migrate().await.unwrap();

        let catalogue = reference::catalogue(&store).await.unwrap();
        assert_eq!(catalogue.profession_named("kok").unwrap().state, ProfessionState::Refused);
        let figures: i64 =
            read!(store, |pool| sqlx::query_scalar("SELECT COUNT(*) FROM pay_reference").fetch_one(pool).await).unwrap();
        assert_eq!(figures as usize, catalogue.pay.len());
        assert_eq!(catalogue.pay.iter().filter(|p| p.unit == WageUnit::Service).count(), 1);
    }

    async fn a_change_is_seen_at_once(store) {
        let before = reference::catalogue(&store).await.unwrap();
        let mut tx = store.write().await.unwrap();
        on!(&mut tx, |conn| sqlx::query("UPDATE category SET retired = $1 WHERE code = 'low_pay'")
            .bind(true)
            .execute(&mut *conn)
            .await)
        .unwrap();
        reference::changed(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let after = reference::catalogue(&store).await.unwrap();
        assert!(before.category_by_code("low_pay").is_some() && after.category_by_code("low_pay").is_none());
    }
}
