namespace EngageStream.Console.Problems;

/// <summary>A kind of error that the API answers with (RFC 9457); docs/api.md lists them.</summary>
/// <param name="Name">End of the problem's type, and label of the metric of refusals. Never renamed.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What it is, the same for every occurrence.</param>
internal sealed record ProblemKind(string Name, int Status, string Title)
{
    public static readonly ProblemKind BadRequest = new("bad_request", 400, "The request cannot be understood");
    public static readonly ProblemKind Unauthorized = new("unauthorized", 401, "No valid token");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "The token does not allow this");
    public static readonly ProblemKind NotFound = new("not_found", 404, "There is no such thing");
    public static readonly ProblemKind MethodNotAllowed = new("method_not_allowed", 405, "The method is not one of this address");
    public static readonly ProblemKind TooLarge = new("too_large", 413, "The body is too long");
    public static readonly ProblemKind WrongContent = new("wrong_content", 415, "The content type is not one of this address");
    public static readonly ProblemKind RateLimited = new("rate_limited", 429, "Too many requests");
    public static readonly ProblemKind Fault = new("fault", 500, "Something went wrong here");
    public static readonly ProblemKind NotConfigured = new("not_configured", 501, "This needs something that is not configured");
    public static readonly ProblemKind OwnerFailed = new("owner_failed", 502, "The node that owns the person could not answer");
    public static readonly ProblemKind Busy = new("busy", 503, "Too much is asked at once");
    public static readonly ProblemKind Restoring = new("restoring", 503, "The person's partition is not at work");
    public static readonly ProblemKind Moving = new("moving", 503, "The person's partition is moving between nodes");
    public static readonly ProblemKind Unreachable = new("unreachable", 503, "Something that is needed does not answer");
    public static readonly ProblemKind NotRecorded = new("not_recorded", 503, "The audit trail cannot be written");
    public static readonly ProblemKind TimedOut = new("timed_out", 504, "It took too long");

    /// <summary>The kind for a status that the web server chose.</summary>
    public static ProblemKind Of(int status) => status switch
    {
        404 => NotFound,
        405 => MethodNotAllowed,
        413 => TooLarge,
        415 => WrongContent,
        >= 500 => Fault,
        _ => BadRequest,
    };
}
