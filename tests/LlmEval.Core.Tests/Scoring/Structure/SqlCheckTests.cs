using FsCheck;
using FsCheck.Fluent;
using LlmEval.Model;
using LlmEval.Scoring.Structure.Sql;

namespace LlmEval.Scoring.Structure;

public sealed class SqlCheckTests
{
    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("select * from orders;")]
    [InlineData("SELECT id, name AS n, o.total t FROM customers c LEFT OUTER JOIN orders o ON o.customer_id = c.id WHERE c.age >= 18 AND NOT (o.total IS NULL) ORDER BY n DESC NULLS LAST LIMIT 10 OFFSET 5")]
    [InlineData("SELECT count(*), sum(DISTINCT x) FROM t GROUP BY a, b HAVING count(*) > 1")]
    [InlineData("WITH recent AS (SELECT * FROM orders WHERE day > DATE '2024-01-01') SELECT r.* FROM recent r UNION ALL SELECT * FROM old")]
    [InlineData("SELECT CASE WHEN a = 1 THEN 'x' ELSE 'y' END, CAST(b AS decimal(10, 2)), c::text, EXTRACT(year FROM d) FROM t")]
    [InlineData("SELECT rank() OVER (PARTITION BY a ORDER BY b DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t")]
    [InlineData("SELECT * FROM t WHERE a IN (1, 2) AND b NOT BETWEEN 1 AND 2 OR c LIKE 'x%' AND EXISTS (SELECT 1 FROM u)")]
    [InlineData("SELECT `a`, \"b\", [c d] FROM [dbo].[t] WHERE x = ? AND y = :name AND z = @p")]
    [InlineData("SELECT TOP 5 a FROM t -- the first\n")]
    [InlineData("SELECT 'it''s', 'a\\'b' /* no */ FROM t, (SELECT 2) AS u(x)")]
    [InlineData("INSERT INTO t (a, b) VALUES (1, 'x'), (2, NULL) ON CONFLICT (a) DO UPDATE SET b = excluded.b RETURNING *")]
    [InlineData("INSERT INTO t SELECT * FROM u")]
    [InlineData("UPDATE t SET a = a + 1, b = DEFAULT WHERE id = 7; DELETE FROM t WHERE id IN (SELECT id FROM u)")]
    [InlineData("CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY, name varchar(20) NOT NULL)")]
    [InlineData("CREATE OR REPLACE VIEW v AS SELECT 1")]
    [InlineData("CREATE UNIQUE INDEX i ON t (a, lower(b))")]
    [InlineData("DROP TABLE IF EXISTS t CASCADE")]
    [InlineData("ALTER TABLE t ADD COLUMN a int")]
    [InlineData("(SELECT 1) UNION (SELECT 2)")]
    [InlineData("SELECT left(a, 2), coalesce(b, 0), date FROM t WHERE d > now() - INTERVAL '1 day'")]
    public void Sql_parses(string sql) => Bench.Holds("is-sql", sql, true);

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("hello")]
    [InlineData("SELECT")]
    [InlineData("SELECT FROM t")]
    [InlineData("SELECT * FORM t")]
    [InlineData("SELECT a b c FROM t")]
    [InlineData("SELECT * FROM t WHERE")]
    [InlineData("SELECT * FROM t WHERE a = = 1")]
    [InlineData("SELECT * FROM t WHERE a NOT 1")]
    [InlineData("SELECT (1 FROM t")]
    [InlineData("SELECT 'a FROM t")]
    [InlineData("SELECT a,, b FROM t")]
    [InlineData("SELECT a FROM t GROUP a")]
    [InlineData("SELECT a FROM t LEFT u ON 1 = 1")]
    [InlineData("SELECT 1 2")]
    [InlineData("SELECT 1 UNION")]
    [InlineData("INSERT t VALUES (1)")]
    [InlineData("UPDATE t WHERE a = 1")]
    [InlineData("DELETE t")]
    [InlineData("CREATE TABLE t ()")]
    [InlineData("CREATE TABLE t (a int")]
    [InlineData("Here is the query: SELECT 1")]
    [InlineData("```sql\nSELECT 1\n```")]
    public void What_is_no_sql_does_not_parse(string sql) => Bench.Holds("is-sql", sql, false);

    [Theory]
    [InlineData("is-sql: { tables: [orders, customers] }", "SELECT * FROM Orders o JOIN shop.customers c ON o.id = c.id", true)]
    [InlineData("is-sql: { tables: [orders] }", "SELECT * FROM orders WHERE id IN (SELECT id FROM secrets)", false)]
    [InlineData("is-sql: { tables: orders }", "WITH x AS (SELECT * FROM orders) SELECT * FROM x", true)]
    [InlineData("is-sql: { tables: [orders] }", "DELETE FROM users", false)]
    [InlineData("is-sql: { columns: [id, total] }", "SELECT o.id, total AS t FROM orders o ORDER BY t", true)]
    [InlineData("is-sql: { columns: [id] }", "SELECT id FROM orders WHERE total > 1", false)]
    [InlineData("is-sql: { columns: [id] }", "SELECT * FROM orders", false)]
    [InlineData("is-sql: { columns: [id] }", "SELECT count(*) FROM orders WHERE id = 1", true)]
    [InlineData("contains-sql: { tables: [orders] }", "First:\n```sql\nSELECT 1 FROM users\n```\nbetter:\n```\nSELECT 1 FROM orders\n```", true)]
    [InlineData("contains-sql", "Use ```SELECT 1``` there.", true)]
    [InlineData("contains-sql", "SELECT 1", true)]
    [InlineData("contains-sql", "no query", false)]
    public void Tables_and_columns_may_be_limited(string entry, string sql, bool expected) => Bench.Holds(entry, sql, expected);

    [Theory]
    [InlineData("(")]
    [InlineData("SELECT (")]
    [InlineData("SELECT CASE WHEN ")]
    [InlineData("NOT ")]
    [InlineData("SELECT a FROM (")]
    [InlineData("f(")]
    [InlineData("'")]
    [InlineData("WITH a AS (")]
    public void A_megabyte_of_beginnings_is_no_sql(string piece) =>
        Bench.Score("is-sql", string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length))).Passed.Should().BeFalse();

    [Fact]
    public void Any_text_is_sql_or_a_mistake() => Prop.ForAll(s_pieces.ToArbitrary(), sql =>
    {
        try { SqlParser.Read(sql); }
        catch (SqlSyntaxException e) { e.At.Should().BeInRange(0, sql.Length); }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    private static readonly Gen<string> s_pieces = Gen
        .Elements("SELECT ", "FROM ", "WHERE ", "a ", "b", ".", "*", ",", "(", ")", "'x' ", "1 ", "= ", "AND ", "NOT ", "IN ", "CASE ", "WHEN ", "THEN ", "END ", "WITH ", "AS ", "; ", "INSERT INTO ", "VALUES ",
            "CREATE TABLE ", "[", "]", "::", "int ", "OVER ", "ORDER BY ", "cast", "extract", "array", "interval ", "date ", "at time ", "--", "/*", "\"", "@", "é")
        .ListOf().Select(string.Concat);
}
