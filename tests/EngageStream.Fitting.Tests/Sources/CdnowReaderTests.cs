using EngageStream.Domain.Churn;
using EngageStream.Fitting.Histories;
using EngageStream.Fitting.Sources;

namespace EngageStream.Fitting.Tests.Sources;

public class CdnowReaderTests
{
    [Fact]
    public void Fields_are_set_apart_by_any_blanks()
    {
        using var folder = new TempFolder();
        string file = folder.Write("sample.txt", " 00004 0001 19970101  2   29.33\r\n 00004 0001 19970118\t2 29.73\r\n\r\n");
        var activity = new HistoryBuilder();

        ReadCounts counts = CdnowReader.Read(file, activity);

        Assert.Equal(2, counts.Used);
        Assert.Equal(new RepeatHistory(1, 17, 17), Assert.Single(activity.Build(TimeUnit.Days).Histories).History);
    }

    [Theory]
    [InlineData("00004 0001 19970118 2", "found 4")]
    [InlineData("00004 0001 19970118 2 29.73 9", "found more")]
    [InlineData("00004 0001 19971318 2 29.73", "'19971318' is not a date")]
    [InlineData("00004 0001 970118 2 29.73", "'970118' is not a date")]
    public void A_bad_line_is_named(string line, string fault)
    {
        using var folder = new TempFolder();
        string file = folder.Write("sample.txt", $"00004 0001 19970101 2 29.33\n{line}\n");

        var error = Assert.Throws<DataFileException>(() => CdnowReader.Read(file, new HistoryBuilder()));

        Assert.Equal(2, error.Line);
        Assert.StartsWith($"{file}:2: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }
}
