using System.ComponentModel;
using EngageStream.Console.Hosting;
using EngageStream.Console.Ports;
using EngageStream.Console.Problems;
using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EngageStream.Console.Endpoints;

/// <summary>What could not be processed.</summary>
internal static class DeadLetterEndpoints
{
    private const int MaxPage = 1_000;
    private const string PlaceExpected = "A letter is named PARTITION:OFFSET, such as 3:1207; the list tells which there are.";

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/dead-letters", ListAsync)
            .Says("listDeadLetters", "dead letters", "Dead letters, the newest first",
                "Reads the topic from since on, or from its beginning, and counts all that match by reason. Nothing that people " +
                "sent is shown.")
            .Produces<LetterPage>()
            .Needs(ApiScope.Read, 503);
        v1.MapGet("/dead-letters/{position}", FindAsync)
            .Says("getDeadLetter", "dead letters", "One dead letter",
                "With the scope operate beside read, also what people sent: error, key, headers and value.")
            .Produces<LetterAnswer>()
            .Needs(ApiScope.Read, 404, 503);
        v1.MapPost("/dead-letters/replay", ReplayAsync)
            .Says("replayDeadLetters", "dead letters", "Send dead letters again",
                "Puts records back onto the events topic, each at most once. Recorded in the audit trail, a dry run excepted. It " +
                "takes as long as it takes.")
            .Produces<ReplayResult>()
            .Needs(ApiScope.Operate, 404, 413, 415, 503)
            .DisableRequestTimeout();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        ApiServices services,
        [Description("Only letters of this reason, such as actor_fault.")] string? reason = null,
        [Description("Only letters since then: an instant, or a length of time back from now, such as 24h.")] string? since = null,
        [Description("Letters on a page, 1 to 1000.")] int limit = 50,
        [Description("`next` of the page before.")] string? cursor = null)
    {
        if (limit is < 1 or > MaxPage)
        {
            return new Problem(ProblemKind.BadRequest, $"limit has to be a number from 1 to {MaxPage}.");
        }

        if (!SinceText.TryRead(since, services.Time, out DateTimeOffset? from))
        {
            return new Problem(ProblemKind.BadRequest, SinceText.Expected);
        }

        try
        {
            var query = new LetterQuery(reason, from, limit, cursor);
            return TypedResults.Ok(await services.DeadLetters.ListAsync(query, context.RequestAborted));
        }
        catch (FormatException)
        {
            return new Problem(ProblemKind.BadRequest, "cursor has to be the `next` of the page before.");
        }
        catch (IOException fault)
        {
            return new Problem(ProblemKind.Unreachable, fault.Message, Problem.Soon);
        }
    }

    private static async Task<IResult> FindAsync(
        HttpContext context, ApiServices services, [Description("PARTITION:OFFSET.")] string position)
    {
        if (!LetterPlace.TryParse(position, out LetterPlace place))
        {
            return new Problem(ProblemKind.BadRequest, PlaceExpected);
        }

        try
        {
            Letter? letter = await services.DeadLetters.FindAsync(place, context.RequestAborted);
            bool whole = TokenGate.Caller(context)!.Scopes.HasFlag(ApiScope.Operate);
            return letter is null
                ? new Problem(ProblemKind.NotFound, $"There is no dead letter at {place}; the list tells which there are.")
                : TypedResults.Ok(new LetterAnswer(letter.Summary, whole ? letter.Content : null));
        }
        catch (IOException fault)
        {
            return new Problem(ProblemKind.Unreachable, fault.Message, Problem.Soon);
        }
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, ApiServices services, ReplayRequest request)
    {
        if (!request.IsNamed)
        {
            return new Problem(ProblemKind.BadRequest, "Name a letter (position), a filter (reason, since), or all.");
        }

        LetterPlace? place = null;
        if (request.Position is { } position)
        {
            if (!LetterPlace.TryParse(position, out LetterPlace named))
            {
                return new Problem(ProblemKind.BadRequest, PlaceExpected);
            }

            place = named;
        }

        if (!SinceText.TryRead(request.Since, services.Time, out DateTimeOffset? since))
        {
            return new Problem(ProblemKind.BadRequest, SinceText.Expected);
        }

        var order = new ReplayOrder(place, request.Reason, since, request.Again, request.DryRun);
        try
        {
            ReplayResult result = await AuditedReplay.RunAsync(services, TokenGate.Caller(context)!.Name, order, context.RequestAborted);
            return place is not null && result.Matched == 0
                ? new Problem(ProblemKind.NotFound, $"There is no dead letter at {place}; the list tells which there are.")
                : TypedResults.Ok(result);
        }
        catch (NotRecordedException fault)
        {
            return new Problem(ProblemKind.NotRecorded, fault.Message);
        }
        catch (IOException fault)
        {
            return new Problem(ProblemKind.Unreachable, fault.Message, Problem.Soon);
        }
    }
}

/// <summary>A dead letter.</summary>
/// <param name="Summary">What can be told to anybody.</param>
/// <param name="Content">What people sent; null without the scope operate.</param>
public sealed record LetterAnswer(LetterSummary Summary, LetterContent? Content);
