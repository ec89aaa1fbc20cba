using System.Globalization;
using System.Text;
using EngageStream.EmbeddedKafka.Storage;

namespace EngageStream.EmbeddedKafka.Compaction;

/// <summary>
/// How far a partition was compacted, and when: a tombstone may go when the pass that removed what it erases is long
/// enough ago. In the text file <c>cleaner-history</c>: first the offset below which tombstones have gone, then a line
/// "offset time" (ms since 1970) for each pass. When the file is lost, compaction begins anew.
/// </summary>
internal sealed class CleanHistory
{
    private const string FileName = "cleaner-history";
    private const int MaxPasses = 100;

    private readonly string _path;
    private readonly List<(long Offset, long TimeMs)> _passes = [];

    public CleanHistory(string directory)
    {
        _path = Path.Combine(directory, FileName);
        if (!File.Exists(_path))
        {
            return;
        }

        string[] lines = File.ReadAllLines(_path);
        if (lines.Length > 0 && long.TryParse(lines[0], CultureInfo.InvariantCulture, out long horizon))
        {
            TombstonesGoneBelow = horizon;
            _passes.AddRange(lines.Skip(1).Select(l => l.Split(' ')).Where(p => p.Length == 2).Select(p => (Number(p[0]), Number(p[1]))));
        }
    }

    /// <summary>Below this offset every record was in a map of keys once.</summary>
    public long CleanedTo => _passes.Count == 0 ? 0 : _passes[^1].Offset;

    public long TombstonesGoneBelow { get; private set; }

    /// <summary>Below this offset tombstones have stayed long enough.</summary>
    public long TombstoneHorizon(long nowMs, long deleteRetentionMs) =>
        _passes.LastOrDefault(p => nowMs - p.TimeMs >= deleteRetentionMs).Offset;

    /// <summary>Notes a pass that is complete.</summary>
    public void Add(long cleanedTo, long nowMs, long tombstonesGoneBelow)
    {
        TombstonesGoneBelow = tombstonesGoneBelow;
        _passes.RemoveAll(p => p.Offset < tombstonesGoneBelow);
        if (cleanedTo > CleanedTo)
        {
            _passes.Add((cleanedTo, nowMs));
        }

        if (_passes.Count > MaxPasses)
        {
            // Tombstones of a pass that is forgotten wait for the next one's time.
            for (int i = _passes.Count - 2; i >= 0; i -= 2)
            {
                _passes.RemoveAt(i);
            }
        }

        string[] lines = [Text(TombstonesGoneBelow), .. _passes.Select(p => $"{Text(p.Offset)} {Text(p.TimeMs)}")];
        AtomicFile.Write(_path, Encoding.ASCII.GetBytes(string.Join('\n', lines)), durable: false);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
