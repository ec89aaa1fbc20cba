using System.Buffers;

namespace EngageStream.Fitting.Csv;

/// <summary>
/// Reads CSV record by record: quoted fields may hold delimiters, doubled quotes and line breaks; LF, CRLF and CR end a record;
/// blank lines are passed over. Not thread-safe.
/// </summary>
public sealed class CsvReader
{
    /// <summary>Longest record in characters. Without a limit one forgotten quote would pull the rest of a file into memory.</summary>
    public const int MaxRecordLength = 1 << 20;

    private readonly TextReader _input;
    private readonly CsvDialect _dialect;
    private readonly SearchValues<char> _specials;
    private readonly char[] _buffer = new char[64 * 1024];
    private int _position;
    private int _available;
    private long _line = 1;

    /// <param name="input">The text; read to its end, not disposed.</param>
    /// <param name="dialect">How the file is written down.</param>
    public CsvReader(TextReader input, CsvDialect dialect)
    {
        _input = input;
        _dialect = dialect;
        _specials = SearchValues.Create([dialect.Delimiter, '\r', '\n']);
    }

    /// <summary>The record that was read last.</summary>
    public CsvRecord Record { get; } = new();

    /// <summary>Reads the next record into <see cref="Record"/>.</summary>
    /// <returns>False at the end of the text.</returns>
    /// <exception cref="CsvException">
    /// A quote is not closed, is followed by text, or a record is longer than <see cref="MaxRecordLength"/>.
    /// </exception>
    public bool Read()
    {
        do
        {
            if (!Peek(out _))
            {
                return false;
            }

            Record.Begin(_line);
            ReadRecord();
        }
        while (Record.Count == 1 && Record.Length == 0);
        return true;
    }

    private void ReadRecord()
    {
        while (true)
        {
            if (Peek(out char c) && c == _dialect.Quote)
            {
                ReadQuoted();
            }
            else
            {
                ReadPlain();
            }

            Record.EndField();
            if (!Peek(out c))
            {
                return;
            }

            _position++;
            if (c == _dialect.Delimiter)
            {
                continue;
            }

            if (c == '\r' && Peek(out char next) && next == '\n')
            {
                _position++;
            }

            _line++;
            return;
        }
    }

    private void ReadPlain()
    {
        while (Peek(out _))
        {
            ReadOnlySpan<char> rest = _buffer.AsSpan(_position, _available - _position);
            int end = rest.IndexOfAny(_specials);
            Record.Append(end < 0 ? rest : rest[..end]);
            CheckLength();
            _position += end < 0 ? rest.Length : end;
            if (end >= 0)
            {
                return;
            }
        }
    }

    private void ReadQuoted()
    {
        _position++;
        while (Peek(out char c))
        {
            _position++;
            if (c != _dialect.Quote)
            {
                _line += c == '\n' ? 1 : 0;
                Record.Append(c);
                CheckLength();
            }
            else if (Peek(out char next) && next == _dialect.Quote)
            {
                _position++;
                Record.Append(c);
            }
            else
            {
                RequireBorder();
                return;
            }
        }

        throw new CsvException(Record.Line, "a quoted field is not closed");
    }

    private void RequireBorder()
    {
        if (Peek(out char c) && c != _dialect.Delimiter && c is not ('\r' or '\n'))
        {
            throw new CsvException(_line, $"'{c}' follows a closing quote; quotes inside a quoted field are doubled");
        }
    }

    private void CheckLength()
    {
        if (Record.Length > MaxRecordLength)
        {
            throw new CsvException(Record.Line,
                $"the record that begins here is longer than {MaxRecordLength} characters; is a quote missing?");
        }
    }

    private bool Peek(out char c)
    {
        if (_position == _available)
        {
            _available = _input.Read(_buffer, 0, _buffer.Length);
            _position = 0;
        }

        c = _available > 0 ? _buffer[_position] : '\0';
        return _available > 0;
    }
}
