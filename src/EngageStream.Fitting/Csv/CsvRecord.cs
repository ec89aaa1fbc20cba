namespace EngageStream.Fitting.Csv;

/// <summary>One record of a CSV file: its fields in one reused buffer. Valid until the next record is read.</summary>
public sealed class CsvRecord
{
    private char[] _characters = new char[1024];
    private int[] _ends = new int[32];
    private int _length;

    /// <summary>Number of fields.</summary>
    public int Count { get; private set; }

    /// <summary>Line of the file, from 1, on which the record begins.</summary>
    public long Line { get; private set; }

    /// <summary>Characters of all fields together.</summary>
    public int Length => _length;

    /// <summary>A field without its quotes.</summary>
    public ReadOnlySpan<char> this[int field] =>
        _characters.AsSpan((field == 0 ? 0 : _ends[field - 1]).._ends[field]);

    /// <summary>A 64-bit FNV-1a hash over fields and their borders: equal records hash alike on every machine.</summary>
    public ulong Fingerprint()
    {
        const ulong Prime = 1099511628211;
        ulong hash = 14695981039346656037;
        int start = 0;
        for (int field = 0; field < Count; field++)
        {
            foreach (char c in _characters.AsSpan(start.._ends[field]))
            {
                hash = (hash ^ c) * Prime;
            }

            hash = (hash ^ 0x1F0000) * Prime; // no char has this value: a border cannot be mistaken for content
            start = _ends[field];
        }

        return hash;
    }

    internal void Begin(long line)
    {
        Line = line;
        Count = 0;
        _length = 0;
    }

    internal void Append(char c)
    {
        if (_length == _characters.Length)
        {
            Array.Resize(ref _characters, _length * 2);
        }

        _characters[_length++] = c;
    }

    internal void Append(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _characters.Length)
        {
            Array.Resize(ref _characters, Math.Max(_characters.Length * 2, _length + text.Length));
        }

        text.CopyTo(_characters.AsSpan(_length));
        _length += text.Length;
    }

    internal void EndField()
    {
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
        }

        _ends[Count++] = _length;
    }
}
