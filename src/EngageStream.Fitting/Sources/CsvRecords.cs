namespace EngageStream.Fitting.Sources;

/// <summary>
/// Reads CSV as RFC 4180 has it, one record at a time into a reused buffer: fields may be quoted, a doubled quote is a
/// quote, quoted fields may hold separators and line ends. Empty lines are skipped.
/// </summary>
internal sealed class CsvRecords(string file, TextReader text, char separator)
{
    // A lost closing quote would otherwise swallow the rest of the file.
    private const int MaxRecord = 1 << 20;

    private readonly char[] _input = new char[1 << 16];
    private readonly List<int> _ends = [];
    private char[] _record = new char[512];
    private int _length;
    private int _position;
    private int _available;
    private long _line = 1;

    /// <summary>The line on which the current record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Fields of the current record.</summary>
    public int Count => _ends.Count;

    /// <summary>A field of the current record, valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<char> this[int field] => _record.AsSpan((field == 0 ? 0 : _ends[field - 1])..(_ends[field]));

    /// <summary>Moves to the next record; false at the end.</summary>
    public bool Read()
    {
        do
        {
            if (!ReadRecord())
            {
                return false;
            }
        }
        while (Count == 1 && _length == 0);

        return true;
    }

    private bool ReadRecord()
    {
        _ends.Clear();
        _length = 0;
        Line = _line;
        if (Peek() < 0)
        {
            return false;
        }

        while (true)
        {
            if (Peek() == '"')
            {
                ReadQuoted();
            }

            int next = ReadPlain();
            _ends.Add(_length);
            if (next != separator)
            {
                return true;
            }
        }
    }

    // Up to and with the separator or line end that closes the field, which is returned; −1 at the end of the file.
    private int ReadPlain()
    {
        while (true)
        {
            int c = Next();
            if (c == '\r' && Peek() is '\n' or < 0)
            {
                continue;
            }

            if (c == '\n')
            {
                _line++;
            }

            if (c < 0 || c == '\n' || c == separator)
            {
                return c;
            }

            Append((char)c);
        }
    }

    private void ReadQuoted()
    {
        Next();
        while (true)
        {
            int c = Next();
            if (c < 0)
            {
                throw Unclosed();
            }

            if (c == '"')
            {
                if (Peek() != '"')
                {
                    break;
                }

                Next();
            }
            else if (c == '\n')
            {
                _line++;
            }

            Append((char)c);
        }

        int after = Peek();
        if (after >= 0 && after != separator && after is not ('\r' or '\n'))
        {
            throw new DataFileException(
                file, _line, $"'{(char)after}' follows the closing quote of field {Count + 1}.",
                "Write quotes inside a quoted field twice.");
        }
    }

    private void Append(char c)
    {
        if (_length == _record.Length)
        {
            if (_length >= MaxRecord)
            {
                throw Unclosed();
            }

            Array.Resize(ref _record, _length * 2);
        }

        _record[_length++] = c;
    }

    private DataFileException Unclosed() => new(
        file, Line, $"the record does not end within {MaxRecord} characters or the file.",
        "A quote that opens on this line is not closed; close it.");

    private int Next()
    {
        int c = Peek();
        _position++;
        return c;
    }

    private int Peek()
    {
        if (_position >= _available)
        {
            _available = text.Read(_input);
            _position = 0;
        }

        return _available == 0 ? -1 : _input[_position];
    }
}
