using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Tests.Testing;

namespace EngageStream.EmbeddedKafka.Tests.Storage;

public sealed class JournalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string FilePath => _folder.Of("test.journal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_are_replayed_in_order()
    {
        Append([1], [2, 2], [3]);
        Assert.Equal([[1], [2, 2], [3]], Replay());
    }

    [Fact]
    public void A_torn_record_is_cut_and_later_ones_follow_the_whole_ones()
    {
        Append([1], [2, 2]);
        using (FileStream stream = File.Open(FilePath, FileMode.Open))
        {
            stream.SetLength(stream.Length - 1);
        }

        Append([3]);
        Assert.Equal([[1], [3]], Replay());
    }

    [Fact]
    public void A_damaged_record_ends_the_journal()
    {
        Append([1], [2, 2], [3]);
        byte[] content = File.ReadAllBytes(FilePath);
        content[9 + 8] ^= 1;
        File.WriteAllBytes(FilePath, content);
        Assert.Equal([[1]], Replay());
    }

    [Fact]
    public void Rewriting_replaces_the_history_by_what_is_live()
    {
        using (var journal = new Journal(FilePath, false, _ => { }))
        {
            byte[] record = new byte[1000];
            while (!journal.WantsRewrite)
            {
                journal.Append(record);
            }

            journal.Rewrite([[7]]);
            Assert.False(journal.WantsRewrite);
            journal.Append([8]);
        }

        Assert.Equal([[7], [8]], Replay());
        Assert.True(new FileInfo(FilePath).Length < 100);
    }

    private void Append(params byte[][] records)
    {
        using var journal = new Journal(FilePath, true, _ => { });
        foreach (byte[] record in records)
        {
            journal.Append(record);
        }
    }

    private List<byte[]> Replay()
    {
        var records = new List<byte[]>();
        using var journal = new Journal(FilePath, false, records.Add);
        return records;
    }
}
