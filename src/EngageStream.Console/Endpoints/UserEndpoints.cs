using System.ComponentModel;
using EngageStream.Console.Forwarding;
using EngageStream.Console.Hosting;
using EngageStream.Console.Ports;
using EngageStream.Console.Problems;
using EngageStream.Console.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace EngageStream.Console.Endpoints;

/// <summary>People: one, and those of a stage.</summary>
internal static class UserEndpoints
{
    private const string Prefix = "/v1/users/";
    private const int MaxPage = 1_000;

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/users/{id}", FindAsync)
            .Says("getUser", "people", "What is known of a person",
                "The person's profile as of the last commit. Any node answers: one that does not own the person's partition asks " +
                "the one that does.")
            .Produces<UserProfile>()
            .Needs(ApiScope.Read, 404, 502, 503);
        v1.MapGet("/users", ListAsync)
            .Says("listUsers", "people", "The people of a stage",
                "A page of the people of a stage, those at the highest risk first. Needs the Redis projection; without it the " +
                "answer is 501.")
            .Produces<UserPage>()
            .Needs(ApiScope.Read, 501, 503);
    }

    private static async Task<IResult> FindAsync(
        HttpContext context,
        ApiServices services,
        NodeForwarder nodes,
        [Description("The person, as events name it, percent-encoded.")] string id,
        [Description("Whether to add windows, risk contributions, pending timers and what happens next by silence.")] bool explain = false)
    {
        string user = Decode(context, id);
        UserAnswer answer = await services.Users.FindAsync(user, explain, context.RequestAborted);
        return answer.Outcome switch
        {
            UserOutcome.Found => new JsonBytes(answer.Json),
            UserOutcome.Unknown => new Problem(ProblemKind.NotFound, "Nobody of that id was ever seen."),
            UserOutcome.Elsewhere => await nodes.AskAsync(
                context, answer.Owner, $"{Prefix}{Uri.EscapeDataString(user)}?explain={(explain ? "true" : "false")}"),
            UserOutcome.Busy => new Problem(ProblemKind.Busy, "The shard has as many questions waiting as it takes.", Problem.Soon),
            _ => new Problem(ProblemKind.Restoring, "It is being restored, or has no owner at the moment.", Problem.Soon),
        };
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        ApiServices services,
        [Description("Name of the stage.")] string? stage = null,
        [Description("People on a page, 1 to 1000.")] int limit = 100,
        [Description("`next` of the page before.")] string? cursor = null)
    {
        if (stage is null || !services.Playbook.Stages.Contains(stage))
        {
            return new Problem(ProblemKind.BadRequest, $"stage has to be one of {string.Join(", ", services.Playbook.Stages)}.");
        }

        if (limit is < 1 or > MaxPage)
        {
            return new Problem(ProblemKind.BadRequest, $"limit has to be a number from 1 to {MaxPage}.");
        }

        if (services.Index is null)
        {
            return new Problem(ProblemKind.NotConfigured, "Lists of people come from the Redis projection: set it up (docs/redis.md).");
        }

        try
        {
            return TypedResults.Ok(await services.Index.ListAsync(stage, limit, cursor, context.RequestAborted));
        }
        catch (FormatException)
        {
            return new Problem(ProblemKind.BadRequest, "cursor has to be the `next` of the page before.");
        }
        catch (IOException)
        {
            return new Problem(ProblemKind.Unreachable, "Redis does not answer.", Problem.Soon);
        }
    }

    // Routing leaves %2F as it is, so that an id with a slash could not be told from one with "%2F": there the request line says.
    private static string Decode(HttpContext context, string id)
    {
        if (!id.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return id;
        }

        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int start = target.IndexOf(Prefix, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? id : Uri.UnescapeDataString(target[(start + Prefix.Length)..].Split('?')[0]);
    }
}
