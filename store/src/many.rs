//! Statements over a list of values, which SQL writes one by one: `… IN ($1, $2, …)`.

/// Runs `SELECT … IN (values) …` on either database, a thousand values at a time, and gives all rows.
macro_rules! among {
    ($tx:expr, $row:ty, $before:expr, $values:expr, $after:expr) => {{
        let mut found: Vec<$row> = Vec::new();
        for some in $values.chunks(1000) {
            let rows: Vec<$row> = $crate::on!($tx, |conn| {
                let mut query = sqlx::QueryBuilder::new($before);
                let mut list = query.separated(", ");
                for value in some {
                    list.push_bind(value.clone());
                }
                query.push($after);
                query
                    .build_query_as()
                    .persistent(false)
                    .fetch_all(&mut *conn)
                    .await
            })?;
            found.extend(rows);
        }
        found
    }};
}
pub(crate) use among;

/// Runs a change `… IN (values)` on either database, a thousand values at a time; up to two single values may stand
/// before the list, each followed by the text after it.
macro_rules! change_among {
    ($tx:expr, $before:expr, $values:expr, $after:expr) => {
        $crate::many::change_among!(@ $tx, $values, $after, |query| query.push($before))
    };
    ($tx:expr, $before:expr, $one:expr, $then:expr, $values:expr, $after:expr) => {
        $crate::many::change_among!(@ $tx, $values, $after, |query| query.push($before).push_bind($one).push($then))
    };
    ($tx:expr, $before:expr, $one:expr, $then:expr, $two:expr, $last:expr, $values:expr, $after:expr) => {
        $crate::many::change_among!(@ $tx, $values, $after, |query| query
            .push($before)
            .push_bind($one)
            .push($then)
            .push_bind($two)
            .push($last))
    };
    (@ $tx:expr, $values:expr, $after:expr, |$query:ident| $head:expr) => {{
        for some in $values.chunks(1000) {
            $crate::on!($tx, |conn| {
                let mut $query = sqlx::QueryBuilder::new("");
                $head;
                let mut list = $query.separated(", ");
                for value in some {
                    list.push_bind(value.clone());
                }
                $query.push($after);
                $query.build().persistent(false).execute(&mut *conn).await.map(|_| ())
            })?;
        }
    }};
}
pub(crate) use change_among;
