using EngageStream.Fitting.Histories;
using EngageStream.Fitting.Sources;

namespace EngageStream.Fitting.Tests.Sources;

public class CsvHistoryReaderTests
{
    private static readonly CsvLayout Layout = new("who", "when");

    [Fact]
    public void Quoted_fields_may_hold_separators_quotes_and_line_ends()
    {
        (ReadCounts counts, HistoryBuilder activity) = Read(
            "what,who,when\n\"a, \"\"b\"\"\nc\",\"ann, jr\",2024-01-01\r\n,bob,2024-01-03\n\nlast,bob,2024-01-04");

        Assert.Equal(3, counts.Used);
        Assert.Equal(2, activity.Customers);
        Assert.Equal(new DateOnly(2024, 1, 4), activity.Build(TimeUnit.Days).CalibrationEnd);
    }

    [Fact]
    public void Rows_longer_than_the_read_buffer_are_whole()
    {
        string filler = new('x', 100_000);

        (ReadCounts counts, HistoryBuilder activity) = Read($"what,who,when\n{filler},ann,2024-01-01\n\"{filler}\",bob,2024-01-02\n");

        Assert.Equal((2, 2), ((int)counts.Used, activity.Customers));
    }

    [Fact]
    public void Rows_without_customer_and_excluded_rows_are_counted_apart()
    {
        var layout = Layout with { Exclusions = [RowExclusion.Parse("what=C"), RowExclusion.Parse("what=A")] };

        (ReadCounts counts, HistoryBuilder activity) = Read(
            "what,who,when\nC1,ann,2024-01-01\nA1,ann,2024-01-01\n1C, ,2024-01-01\n1C,bob,2024-01-01\n", layout);

        Assert.Equal(new ReadCounts(4, 1, 2), counts);
        Assert.Equal((1L, 1), (counts.Used, activity.Customers));
    }

    [Theory]
    [InlineData("2024-03-31", "2024-03-31")]
    [InlineData("2024-03-31 23:59", "2024-03-31")]
    [InlineData("2024-03-31T23:59:59.123", "2024-03-31")]
    [InlineData("2024-03-31T23:30:00Z", "2024-04-01")]
    [InlineData("2024-04-01T02:30:00+05:00", "2024-03-31")]
    [InlineData("2024-03-31 20:30:00-0300", "2024-04-01")]
    public void A_time_with_an_offset_falls_on_the_day_of_the_zone(string time, string day)
    {
        var berlin = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test");

        (_, HistoryBuilder activity) = Read($"who,when\nann,{time}\n", Layout with { Zone = berlin });

        Assert.Equal(DateOnly.Parse(day, null), activity.Build(TimeUnit.Days).CalibrationEnd);
    }

    [Fact]
    public void Other_formats_and_separators_can_be_named()
    {
        (_, HistoryBuilder activity) = Read(
            "who;when\nann;1/12/2010 08:26\n", Layout with { Separator = ';', TimeFormat = "d/M/yyyy HH:mm" });

        Assert.Equal(new DateOnly(2010, 12, 1), activity.Build(TimeUnit.Days).CalibrationEnd);
    }

    [Theory]
    [InlineData("who,when\nann,2024-01-01\nbob,01/02/2024\n", 3, "'01/02/2024' in column when is not an ISO 8601 time")]
    [InlineData("who,when\nann,2024-01-01x10:00\n", 2, "is not an ISO 8601 time")]
    [InlineData("who,when\nann,2024-01-01T25:00Z\n", 2, "is not an ISO 8601 time")]
    [InlineData("who,when\n\"ann\nson\",2024-01-01\nbob,2024-01-01,x\n", 4, "expected 2 fields as in the header, found 3")]
    [InlineData("who,when\n\"ann\"x,2024-01-01\n", 2, "'x' follows a closing quote")]
    [InlineData("who,when\nann,2024-01-01\n\"bob,2024-01-01\n", 3, "a quoted field is not closed")]
    [InlineData("who,at\nann,2024-01-01\n", 1, "there is no column 'when'. The header has: who, at.")]
    [InlineData("", 1, "the file is empty")]
    public void A_bad_line_is_named(string content, long line, string fault)
    {
        var error = Assert.Throws<DataFileException>(() => Read(content));

        Assert.Equal(line, error.Line);
        Assert.Contains($":{line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_never_closes_does_not_swallow_a_huge_file()
    {
        var error = Assert.Throws<DataFileException>(() => Read("who,when\n\"" + new string('x', 3 << 20) + "\",2024-01-01\n"));

        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void A_missing_or_damaged_file_is_named_with_a_remedy()
    {
        using var folder = new TempFolder();
        string damaged = folder.Write("damaged.csv.gz", "");
        File.WriteAllBytes(damaged, [0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);

        var missing = Assert.Throws<DataFileException>(() => CsvHistoryReader.Read(damaged + "x", Layout, new HistoryBuilder()));
        var broken = Assert.Throws<DataFileException>(() => CsvHistoryReader.Read(damaged, Layout, new HistoryBuilder()));

        Assert.Contains("no such file", missing.Message, StringComparison.Ordinal);
        Assert.Contains("gzip data is damaged", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_is_known_by_content()
    {
        using var folder = new TempFolder();
        var activity = new HistoryBuilder();

        CsvHistoryReader.Read(folder.WriteZipped("zipped.csv", "who,when\nann,2024-01-01\n"), Layout, activity);

        Assert.Equal(1, activity.Customers);
    }

    [Theory]
    [InlineData("InvoiceNo")]
    [InlineData("=C")]
    [InlineData("InvoiceNo=")]
    public void An_exclusion_needs_column_and_prefix(string text)
    {
        Assert.Contains("COLUMN=PREFIX", Assert.Throws<FittingException>(() => RowExclusion.Parse(text)).Message, StringComparison.Ordinal);
    }

    private static (ReadCounts Counts, HistoryBuilder Activity) Read(string content, CsvLayout? layout = null)
    {
        using var folder = new TempFolder();
        var activity = new HistoryBuilder();
        return (CsvHistoryReader.Read(folder.Write("orders.csv", content), layout ?? Layout, activity), activity);
    }
}
