namespace EngageStream.Console.Ports;

/// <summary>Which letters to list.</summary>
/// <param name="Reason">Only those of this reason.</param>
/// <param name="Since">Only those written then or later.</param>
/// <param name="Limit">How many at most, 1 to 1,000.</param>
/// <param name="Cursor">Where the page before ended; <see langword="null"/> for the newest.</param>
public sealed record LetterQuery(string? Reason, DateTimeOffset? Since, int Limit, string? Cursor);

/// <summary>Some letters, the newest first.</summary>
/// <param name="Letters">The letters, without anything that people sent.</param>
/// <param name="ByReason">How many match in all, by reason.</param>
/// <param name="Next">Cursor of the next page; <see langword="null"/> after the last.</param>
public sealed record LetterPage(IReadOnlyList<LetterSummary> Letters, IReadOnlyDictionary<string, long> ByReason, string? Next);

/// <summary>A letter without anything that people sent.</summary>
/// <param name="Position">Where it is: PARTITION:OFFSET.</param>
/// <param name="At">When it was written.</param>
/// <param name="Reason">Why.</param>
/// <param name="Bytes">Length of what is kept of the record's value.</param>
/// <param name="Source">Topic and place of the record that failed.</param>
/// <param name="SentAgain">Whether it was sent again; <see langword="null"/> where that was not looked up.</param>
/// <param name="Obstacle">Why it cannot be sent again; <see langword="null"/> where it can.</param>
public sealed record LetterSummary(
    string Position, DateTimeOffset At, string Reason, int Bytes, string Source, bool? SentAgain, string? Obstacle);

/// <summary>A letter with what people sent: personal data.</summary>
/// <param name="Summary">What can be told to anybody.</param>
/// <param name="Content">The record.</param>
public sealed record Letter(LetterSummary Summary, LetterContent Content);

/// <summary>What the record held. Bytes that are no UTF-8 are given as <c>base64:…</c>.</summary>
/// <param name="Error">Type and message of the exception, if there was one.</param>
/// <param name="Key">The record's key.</param>
/// <param name="Headers">The record's own headers.</param>
/// <param name="Value">The record's value, or its beginning.</param>
/// <param name="TruncatedFrom">Length of the value, where only its beginning is kept.</param>
public sealed record LetterContent(
    string? Error, string? Key, IReadOnlyList<LetterHeader> Headers, string? Value, long? TruncatedFrom);

/// <summary>A header of a record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record LetterHeader(string Name, string? Value);

/// <summary>Which letters to send again.</summary>
/// <param name="Place">Only this one.</param>
/// <param name="Reason">Only those of this reason.</param>
/// <param name="Since">Only those written then or later.</param>
/// <param name="Again">Also those that were sent before.</param>
/// <param name="DryRun">Count, send nothing.</param>
public sealed record ReplayOrder(LetterPlace? Place, string? Reason, DateTimeOffset? Since, bool Again, bool DryRun);

/// <summary>What a replay did, or would do.</summary>
/// <param name="DryRun">Whether nothing was sent.</param>
/// <param name="Matched">Letters that matched.</param>
/// <param name="Sent">Letters sent again, or those that would be.</param>
/// <param name="Already">Letters that were sent again before, and so were passed over.</param>
/// <param name="Obstacles">Letters that cannot be sent again, by the obstacle.</param>
public sealed record ReplayResult(bool DryRun, long Matched, long Sent, long Already, IReadOnlyDictionary<string, long> Obstacles);
