using EngageStream.Host.Mapping;

namespace EngageStream.Host.Tests.Mapping;

public sealed class ImportMapReaderTests
{
    private const string Valid = """
        time: { column: At }
        person: { column: Who }
        message_id: "{Id}"
        events:
          - name: Order Completed
            properties: { revenue: sum(Amount) }
        """;

    [Fact]
    public void A_small_map_is_read()
    {
        ImportMapResult result = ImportMapReader.Read(Valid, "m.yaml");
        Assert.Empty(result.Errors);
        Assert.Equal(["At", "Who", "Id", "Amount"], result.Map!.Columns.Select(c => c.Name));
    }

    [Theory]
    [InlineData("time: { column: At }", "tmie: { column: At }", "m.yaml:1:1: unknown key 'tmie' in the file", "did you mean 'time'?")]
    [InlineData("time: { column: At }", "tmie: { column: At }", "m.yaml:1:1: the file lacks the key 'time'", "")]
    [InlineData("{ column: At }", "{ column: At, zone: Europe/Londn }", "m.yaml:1:27: unknown time zone 'Europe/Londn'", "did you mean 'Europe/London'?")]
    [InlineData("{ column: At }", "{ column: At, format: hello }", "m.yaml:1:29: 'hello' does not describe a date and time", "")]
    [InlineData("{ column: At }", "At", "m.yaml:1:7: 'time' must be a mapping", "")]
    [InlineData("\"{Id}\"", "\"x-{Id\"", "m.yaml:3:16: '{' is alone", "")]
    [InlineData("sum(Amount)", "sum(Amount", "m.yaml:6:38: expected ')'; found the end", "")]
    [InlineData("sum(Amount)", "summ(Amount)", "m.yaml:6:28: expected sum(…), min(…), max(…) or count(); found 'summ'", "did you mean 'sum'?")]
    [InlineData("sum(Amount)", "sum(Amount) / 2", "m.yaml:6:40: '/' has no meaning here", "")]
    [InlineData("sum(Amount)", "sum('5')", "m.yaml:6:32: expected a column; found '5'", "")]
    [InlineData("    properties", "    when: Id begins with 'C'\n    properties", "m.yaml:6:14: expected a comparison", "'starts with'")]
    [InlineData("    properties", "    when: Id starts with C\n    properties", "m.yaml:6:26: expected a text in quotes", "")]
    [InlineData("message_id", "group_by: [Id]\nmessage_id", "m.yaml:3:12: group_by must contain the person column 'Who'", "")]
    [InlineData("message_id", "duplicate_rows: skp\nmessage_id", "m.yaml:3:17: unknown duplicate_rows 'skp'", "did you mean 'skip'?")]
    [InlineData("message_id", "clock: { every: 1s }\nmessage_id", "m.yaml:3:17: 'every' must be a number and a unit", "at least 60s")]
    [InlineData("message_id", "csv: { delimiter: '--' }\nmessage_id", "m.yaml:3:19: 'delimiter' must be one character", "")]
    [InlineData("events:", "events:\n  - name: Early", "m.yaml:5:3: events after 'Early' are never reached", "")]
    [InlineData("  - name: Order Completed\n    properties: { revenue: sum(Amount) }", "  []", "m.yaml:1:1: the file lacks 'events'", "")]
    [InlineData("person: { column: Who }", "person: { column: [", "m.yaml:", "not valid YAML")]
    public void A_fault_is_told_with_its_place_and_a_hint(string replaced, string by, string place, string hint)
    {
        ImportMapResult result = ImportMapReader.Read(Valid.Replace(replaced, by, StringComparison.Ordinal), "m.yaml");
        Assert.Null(result.Map);
        Assert.Contains(
            result.Errors.Select(e => e.ToString()),
            e => e.StartsWith(place, StringComparison.Ordinal) && e.Contains(hint, StringComparison.Ordinal));
    }

    [Fact]
    public void In_a_group_a_column_that_may_differ_between_rows_must_be_aggregated()
    {
        string text = Valid.Replace("message_id: \"{Id}\"", "group_by: [Who, Id]\nmessage_id: \"{Amount}\"", StringComparison.Ordinal)
            .Replace("sum(Amount)", "Article", StringComparison.Ordinal);
        ImportMapResult result = ImportMapReader.Read(text, "m.yaml");
        Assert.Equal(2, result.Errors.Count);
        Assert.Equal("m.yaml:4:14: column 'Amount' may differ between the rows of a group; only columns of group_by can be used here",
            result.Errors[0].ToString());
        Assert.StartsWith("m.yaml:7:28: column 'Article' may differ between the rows of a group: use first(Article)",
            result.Errors[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_reported_in_one_run_in_the_order_of_their_places()
    {
        ImportMapResult result = ImportMapReader.Read(
            """
            time: { column: At, zone: Nowhere/Land }
            person: { colum: Who }
            message_id: "{Id"
            skip:
              - { when: Id, reason: x }
            events:
              - name: E
                properties: { a: sum(, b: 'x' }
            surplus: 1
            """,
            "m.yaml");
        Assert.Equal([1, 2, 2, 3, 5, 8], result.Errors.Take(6).Select(e => (int)e.Line));
        Assert.Contains(result.Errors, e => e.Line == 9 && e.Message.StartsWith("unknown key 'surplus'", StringComparison.Ordinal));
    }
}
