//! The names of a client as they are searched: folded, with their words.

use crate::{StoreError, Tx};
use domain::ClientId;
use domain::client::ClientName;
use domain::client::name::fold;

/// Words of a name beyond this many are not searched by prefix.
const WORDS: usize = 24;

/// Makes these the names of the client: what is missing is added, what is no longer among them goes with its words.
pub(super) async fn set(tx: &mut Tx, client: ClientId, names: &[ClientName]) -> Result<(), StoreError> {
    const KEPT: &str = "SELECT id, kind, folded, name FROM client_name WHERE client_id = $1";
    const DROP_WORDS: &str = "DELETE FROM client_word WHERE client_name_id = $1";
    const DROP: &str = "DELETE FROM client_name WHERE id = $1";
    const SPELL: &str = "UPDATE client_name SET name = $2 WHERE id = $1";
    let kept: Vec<(i64, String, String, String)> = on!(tx, |conn| sqlx::query_as(KEPT)
        .bind(client.0)
        .fetch_all(&mut *conn)
        .await)?;
    let mut wanted: Vec<(&ClientName, String)> = Vec::new();
    for name in names {
        let folded = fold(&name.name).text;
        if !folded.is_empty() && !wanted.iter().any(|(n, f)| n.kind == name.kind && *f == folded) {
            wanted.push((name, folded));
        }
    }
    for (id, kind, folded, spelled) in kept {
        match wanted
            .iter()
            .position(|(n, f)| n.kind.code() == kind && *f == folded)
        {
            Some(at) => {
                let (name, _) = wanted.swap_remove(at);
                if name.name != spelled {
                    on!(tx, |conn| sqlx::query(SPELL)
                        .bind(id)
                        .bind(&name.name)
                        .execute(&mut *conn)
                        .await)?;
                }
            }
            None => {
                on!(tx, |conn| sqlx::query(DROP_WORDS)
                    .bind(id)
                    .execute(&mut *conn)
                    .await)?;
                on!(tx, |conn| sqlx::query(DROP).bind(id).execute(&mut *conn).await)?;
            }
        }
    }
    for (name, folded) in wanted {
        add(tx, client, name, &folded).await?;
    }
    Ok(())
}

async fn add(tx: &mut Tx, client: ClientId, name: &ClientName, folded: &str) -> Result<(), StoreError> {
    const NAME: &str =
        "INSERT INTO client_name (client_id, kind, name, folded) VALUES ($1, $2, $3, $4) RETURNING id";
    let id: i64 = on!(tx, |conn| sqlx::query_scalar(NAME)
        .bind(client.0)
        .bind(name.kind.code())
        .bind(&name.name)
        .bind(folded)
        .fetch_one(&mut *conn)
        .await)?;
    let mut words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
    words.truncate(WORDS);
    words.sort_unstable();
    words.dedup();
    insert_many!(
        tx,
        3,
        "INSERT INTO client_word (word, client_name_id, client_id) ",
        words,
        |word, row| {
            row.push_bind(word.clone()).push_bind(id).push_bind(client.0);
        }
    )?;
    Ok(())
}
