using System.Text;
using EngageStream.Fitting.Csv;
using EngageStream.Host.Import;
using EngageStream.Host.Mapping;
using EngageStream.Host.Paths;
using EngageStream.Tests.Shared;

namespace EngageStream.Host.Tests.Import;

public sealed class OnlineRetailMapTests
{
    private const string Rows = """"
        InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
        536366,22633,HAND WARMER,6,2011-07-02 08:28:00,1.85,17850.0,United Kingdom
        536365,85123A,"HEART, ""WHITE""",6,2011-07-01 08:27:00,2.55,17850.0,United Kingdom
        536365,71053,LANTERN,4,2011-07-01 08:26:00,3.39,17850.0,United Kingdom
        536365,71053,LANTERN,4,2011-07-01 08:26:00,3.39,17850.0,United Kingdom
        C536379,D,Discount,-1,2011-01-01 09:41:00,27.50,14527.0,France
        536414,22139,,56,2011-07-01 11:52:00,0.0,,United Kingdom
        A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom
        536370,1,X,six,2011-07-01 08:45:00,1,12583.0,France
        536371,1,X,6,July,1,12583.0,France
        536372,1,X
        """";

    private static (IReadOnlyList<ImportedEvent> Events, ImportReport Report) Run(string csv, Func<string, string>? change = null) =>
        Run(new StringReader(csv), change);

    private static (IReadOnlyList<ImportedEvent> Events, ImportReport Report) Run(TextReader csv, Func<string, string>? change = null)
    {
        string path = Path.Combine(ProjectFiles.Locate(new Dictionary<string, string>()), "demo", "online-retail.map.yaml");
        string text = File.ReadAllText(path);
        ImportMapResult map = ImportMapReader.Read(change?.Invoke(text) ?? text, path);
        Assert.Empty(map.Errors);
        var import = new CsvImport(map.Map!);
        return (import.Run(csv, null, CancellationToken.None), import.Report);
    }

    [Fact]
    public void Invoices_become_orders_and_cancellations_refunds_in_the_order_of_their_times()
    {
        (IReadOnlyList<ImportedEvent> events, _) = Run(Rows);
        Assert.Equal(
            [
                """14527 {"type":"track","event":"Order Refunded","userId":"14527","messageId":"C536379","timestamp":"2011-01-01T09:41:00.000Z","properties":{"order_id":"C536379","revenue":27.5,"items":1,"top_product":"Discount","currency":"GBP"},"context":{"traits":{"country":"France"}}}""",
                """17850 {"type":"track","event":"Order Completed","userId":"17850","messageId":"536365","timestamp":"2011-07-01T07:26:00.000Z","properties":{"order_id":"536365","revenue":42.42,"items":14,"top_product":"HEART, \"WHITE\"","currency":"GBP"},"context":{"traits":{"country":"United Kingdom"}}}""",
                """17850 {"type":"track","event":"Order Completed","userId":"17850","messageId":"536366","timestamp":"2011-07-02T07:28:00.000Z","properties":{"order_id":"536366","revenue":11.1,"items":6,"top_product":"HAND WARMER","currency":"GBP"},"context":{"traits":{"country":"United Kingdom"}}}""",
            ],
            events.Select(e => $"{Encoding.UTF8.GetString(e.Key)} {Encoding.UTF8.GetString(e.Value)}"));
    }

    [Fact]
    public void Every_row_is_accounted_for()
    {
        ImportReport report = Run(Rows).Report;
        Assert.Equal((10, 5, 5), (report.Rows, report.RowsInEvents, report.Skipped.Total));
        Assert.Equal(
            [
                ("no customer", 1L), ("bad-debt adjustment", 1L), ("unreadable number in Quantity", 1L), ("unreadable time", 1L),
                ("wrong number of fields", 1L),
            ],
            report.Skipped.Reasons.Select(r => (r.Reason, r.Count)));
        Assert.Equal((3, 2, 1, 1), (report.Events, report.People, report.DuplicateRows, report.EventsWithSeveralTimes));
        Assert.Equal((2, 1), (report.EventsByName["Order Completed"], report.EventsByName["Order Refunded"]));
    }

    [Fact]
    public void Repeated_rows_are_left_out_where_the_map_says_so()
    {
        (IReadOnlyList<ImportedEvent> events, ImportReport report) = Run(
            Rows, map => map.Replace("duplicate_rows: keep", "duplicate_rows: skip", StringComparison.Ordinal));
        Assert.Equal(1, report.Skipped["repeated row"]);
        Assert.Contains("\"revenue\":28.86,\"items\":10,", Encoding.UTF8.GetString(events[1].Value), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_id_that_a_person_has_twice_is_counted()
    {
        ImportReport report = Run(
            Rows, map => map.Replace("message_id: \"{InvoiceNo}\"", "message_id: \"{CustomerID}\"", StringComparison.Ordinal)).Report;
        Assert.Equal(1, report.RepeatedMessageIds);
    }

    [Fact]
    public void A_row_with_a_bad_number_adds_nothing_to_its_event()
    {
        string csv = Rows.Replace("LANTERN,4,2011-07-01 08:26:00,3.39", "LANTERN,4,2011-07-01 08:26:00,free", StringComparison.Ordinal);
        (IReadOnlyList<ImportedEvent> events, ImportReport report) = Run(csv);
        Assert.Contains("\"revenue\":15.3,\"items\":6,", Encoding.UTF8.GetString(events[1].Value), StringComparison.Ordinal);
        Assert.Equal(2, report.Skipped["unreadable number in UnitPrice"]);
    }

    [SharedDataFact("online-retail/online_retail.csv.gz")]
    public void The_whole_year_has_its_known_numbers()
    {
        using TextReader text = CsvSource.Open(SharedData.Find("online-retail/online_retail.csv.gz")!, Encoding.UTF8);
        ImportReport report = Run(text).Report;
        // Counted apart from this code, with Python's csv module.
        Assert.Equal((541_909, 406_829, 135_077, 3), (report.Rows, report.RowsInEvents, report.Skipped["no customer"], report.Skipped["bad-debt adjustment"]));
        Assert.Equal((18_536, 3_654, 4_372), (report.EventsByName["Order Completed"], report.EventsByName["Order Refunded"], report.People));
        Assert.Equal((5_225, 31, 0), (report.DuplicateRows, report.EventsWithSeveralTimes, report.RepeatedMessageIds));
    }
}
