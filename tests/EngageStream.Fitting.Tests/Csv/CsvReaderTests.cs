using System.IO.Compression;
using System.Text;
using EngageStream.Fitting.Csv;

namespace EngageStream.Fitting.Tests.Csv;

public sealed class CsvReaderTests
{
    private static List<string[]> ReadAll(string text, CsvDialect? dialect = null)
    {
        var reader = new CsvReader(new StringReader(text), dialect ?? CsvDialect.Default);
        var records = new List<string[]>();
        while (reader.Read())
        {
            records.Add(Enumerable.Range(0, reader.Record.Count).Select(i => reader.Record[i].ToString()).ToArray());
        }

        return records;
    }

    [Theory]
    [InlineData("a,b\nc,d\n")]
    [InlineData("a,b\r\nc,d")]
    [InlineData("a,b\rc,d\r")]
    [InlineData("\na,b\n\n\nc,d\n")]
    public void Lines_end_in_any_of_the_three_ways_and_blank_ones_are_passed_over(string text) =>
        Assert.Equal([["a", "b"], ["c", "d"]], ReadAll(text));

    [Fact]
    public void Quoted_fields_hold_delimiters_doubled_quotes_and_line_breaks() =>
        Assert.Equal([["a,b", "say \"yes\"", "two\nlines", ""]], ReadAll("\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\",\n"));

    [Fact]
    public void Delimiter_and_quote_are_the_dialects() =>
        Assert.Equal([["a;b", "c"]], ReadAll("'a;b';c", new CsvDialect(';', '\'', Encoding.UTF8)));

    [Fact]
    public void A_record_knows_its_line_also_after_line_breaks_in_quotes()
    {
        var reader = new CsvReader(new StringReader("a\n\"x\ny\"\nb\n"), CsvDialect.Default);
        var lines = new List<long>();
        while (reader.Read())
        {
            lines.Add(reader.Record.Line);
        }

        Assert.Equal([1, 2, 4], lines);
    }

    [Theory]
    [InlineData("a\n\"never closed\nb\n", 2)]
    [InlineData("a\n\"x\"y,b\n", 2)]
    public void A_broken_quote_stops_reading_and_names_its_line(string text, long line) =>
        Assert.Equal(line, Assert.Throws<CsvException>(() => ReadAll(text)).Line);

    [Fact]
    public void A_forgotten_quote_does_not_swallow_a_whole_large_file()
    {
        string text = "\"" + new string('x', CsvReader.MaxRecordLength + 1);
        Assert.Contains("longer than", Assert.Throws<CsvException>(() => ReadAll(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_longer_than_the_read_buffer_are_whole()
    {
        string field = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i} "));
        Assert.Equal([[field, "end"]], ReadAll($"{field},end\n"));
    }

    [Fact]
    public void Fingerprints_tell_fields_apart_that_only_differ_in_their_borders()
    {
        Assert.NotEqual(Fingerprint("ab,c"), Fingerprint("a,bc"));
        Assert.Equal(Fingerprint("ab,c"), Fingerprint("\"ab\",c"));

        static ulong Fingerprint(string text)
        {
            var reader = new CsvReader(new StringReader(text), CsvDialect.Default);
            Assert.True(reader.Read());
            return reader.Record.Fingerprint();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a,b\n1,2\n")]
    public void Sources_are_read_plain_or_gzipped_whatever_their_length(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        using TextReader plain = CsvSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), Encoding.UTF8);
        using TextReader unpacked = CsvSource.Open(new MemoryStream(packed.ToArray()), Encoding.UTF8);
        Assert.Equal(text, plain.ReadToEnd());
        Assert.Equal(text, unpacked.ReadToEnd());
    }
}
