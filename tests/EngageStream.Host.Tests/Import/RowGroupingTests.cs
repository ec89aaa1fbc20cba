using System.Text;
using EngageStream.Host.Cli;
using EngageStream.Host.Import;
using EngageStream.Host.Mapping;

namespace EngageStream.Host.Tests.Import;

public sealed class RowGroupingTests
{
    private const string Head = """
        time: { column: At }
        person: { column: Who, prefix: "shop-" }
        message_id: "{Id}"

        """;

    private static List<string> Run(string map, string csv)
    {
        ImportMapResult read = ImportMapReader.Read(Head + map, "m.yaml");
        Assert.Empty(read.Errors);
        return new CsvImport(read.Map!).Run(new StringReader(csv), null, CancellationToken.None)
            .Select(e => Encoding.UTF8.GetString(e.Value)).ToList();
    }

    [Fact]
    public void Without_grouping_every_row_is_an_event_and_equal_times_keep_the_order_of_the_file()
    {
        List<string> events = Run("events: [{ name: E }]", "Id,At,Who\n2,2025-01-02,a\n1,2025-01-01,b\n3,2025-01-01,a\n");
        Assert.Equal(["shop-b 1", "shop-a 3", "shop-a 2"], events.Select(e => $"{Field(e, "userId")} {Field(e, "messageId")}"));
    }

    [Fact]
    public void Aggregates_go_over_all_rows_of_a_group_wherever_they_are()
    {
        const string Map = """
            group_by: [Id, Who]
            events:
              - name: E
                properties:
                  n: count()
                  least: min(X)
                  most: max(X)
                  span: max(X) - min(X) + 0.5
                  first: first(Item)
                  last: last(Item)
                  top: top(Item by X * 2)
                  none: first([Odd name])
                constants: { plain: 7, quoted: "7", yes: true }
            """;
        List<string> events = Run(
            Map, "Id,At,Who,X,Item,Odd name\n1,2025-01-01T10:00Z,a,5,middle,\n2,2025-01-01T09:00Z,a,1,other,x\n1,2025-01-01T09:30Z,a,9,early,\n1,2025-01-01T11:00Z,a,-1,late,\n");
        Assert.Equal(2, events.Count);
        Assert.Contains(
            "\"timestamp\":\"2025-01-01T09:30:00.000Z\",\"properties\":{\"n\":3,\"least\":-1,\"most\":9,\"span\":10.5,\"first\":\"early\",\"last\":\"late\",\"top\":\"early\",\"plain\":7,\"quoted\":\"7\",\"yes\":true}",
            events[1],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Kind = 'x'", "1")]
    [InlineData("Kind != 'x' and not Kind is empty", "2,3")]
    [InlineData("Kind is not empty and (Kind ends with 'z' or Kind contains 'y')", "2,3")]
    [InlineData("N * 2 >= 6", "3,4")]
    [InlineData("(N + 1) * -1 < -4 or N = 1", "1,4")]
    public void Conditions_choose_the_event(string condition, string expected)
    {
        string map = $"events:\n  - name: Chosen\n    when: {condition}\n";
        List<string> events = Run(map,
            "Id,At,Who,Kind,N\n1,2025-01-01,a,x,1\n2,2025-01-01,a,ayb,2\n3,2025-01-01,a,bz,3\n4,2025-01-01,a,,4\n");
        Assert.Equal(expected, string.Join(',', events.Select(e => Field(e, "messageId"))));
    }

    [Fact]
    public void A_row_that_fits_no_event_is_counted()
    {
        ImportMapResult read = ImportMapReader.Read(Head + "events: [{ name: E, when: Who = 'z' }]", "m.yaml");
        var import = new CsvImport(read.Map!);
        Assert.Empty(import.Run(new StringReader("Id,At,Who\n1,2025-01-01,a\n2,2025-01-01,\n"), null, CancellationToken.None));
        Assert.Equal(1, import.Report.Skipped["no event for it in the map"]);
        Assert.Equal(1, import.Report.Skipped["no person"]);
    }

    [Fact]
    public void A_number_beyond_all_bounds_costs_its_row_only()
    {
        ImportMapResult read = ImportMapReader.Read(Head + "events: [{ name: E, properties: { x: sum(N * N) } }]", "m.yaml");
        var import = new CsvImport(read.Map!);
        Assert.Single(import.Run(new StringReader("Id,At,Who,N\n1,2025-01-01,a,79228162514264337593543950335\n2,2025-01-01,a,2\n"), null,
            CancellationToken.None));
        Assert.Equal(1, import.Report.Skipped["number too large"]);
    }

    [Fact]
    public void A_column_that_the_file_lacks_is_told_with_its_place_in_the_map_and_the_nearest_name()
    {
        var fault = Assert.Throws<CommandException>(() =>
            Run("events: [{ name: E, properties: { x: sum(Amuont) } }]", "Id,At,Who,Amount\n"));
        Assert.Equal(ExitCode.Invalid, fault.Code);
        Assert.Equal("m.yaml:4:38: the CSV file has no column 'Amuont'; it has Id, At, Who, Amount; did you mean 'Amount'?", fault.Message);
    }

    private static string Field(string json, string name)
    {
        int start = json.IndexOf($"\"{name}\":\"", StringComparison.Ordinal) + name.Length + 4;
        return json[start..json.IndexOf('"', start)];
    }
}
