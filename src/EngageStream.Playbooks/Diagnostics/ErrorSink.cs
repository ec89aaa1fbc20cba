using EngageStream.Domain.Naming;

namespace EngageStream.Playbooks.Diagnostics;

/// <summary>Collects errors, so that one run tells them all.</summary>
internal sealed class ErrorSink
{
    private const int NamesListed = 16;
    private readonly List<PlaybookError> _errors = [];

    public int Count => _errors.Count;

    public IReadOnlyList<PlaybookError> Sorted() =>
    [
        .. _errors.Distinct().OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line).ThenBy(e => e.Column),
    ];

    public void Report(SourceMark at, string message, string? expected = null, string? suggestion = null) =>
        _errors.Add(new PlaybookError(at.File, at.Line, at.Column, message, expected, suggestion));

    /// <summary>Reports a name that is none of those known, with the nearest of them.</summary>
    public void ReportUnknown(
        SourceMark at, string what, string name, IReadOnlyCollection<string> known, Func<string, string>? quote = null)
    {
        quote ??= static n => n;
        string? nearest = NearestName.Of(name, known);
        Report(at, $"unknown {what} {quote(name)}", OneOf(known, quote), nearest is null ? null : quote(nearest));
    }

    public static string? OneOf(IReadOnlyCollection<string> names, Func<string, string>? quote = null)
    {
        quote ??= static n => n;
        string list = string.Join(", ", names.Take(NamesListed).Select(quote));
        return names.Count switch
        {
            0 => null,
            1 => list,
            > NamesListed => $"one of {list}, …",
            _ => $"one of {list}",
        };
    }
}
