using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Savepoints;

/// <summary>Whether an application is running.</summary>
internal static class GroupMembers
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // Longer than the default session: a member that crashed, or could not say that it left, is gone by then.
    private static readonly TimeSpan SessionEnds = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Refuses while the application's group has members, after a wait for those that are gone but not yet given up.</summary>
    /// <exception cref="EngineRefusedException">Names the members and the remedy.</exception>
    public static async Task RequireNoneAsync(IAdminClient admin, string application)
    {
        long began = Stopwatch.GetTimestamp();
        List<MemberDescription> members = await MembersAsync(admin, application).ConfigureAwait(false);
        while (members.Count > 0 && Stopwatch.GetElapsedTime(began) < SessionEnds)
        {
            await Task.Delay(Pause).ConfigureAwait(false);
            members = await MembersAsync(admin, application).ConfigureAwait(false);
        }

        if (members.Count > 0)
        {
            throw new EngineRefusedException(
                $"Application '{application}' is running: {string.Join(", ", members.Select(Name).Order(StringComparer.Ordinal))}. " +
                "Stop these engines and try again.");
        }
    }

    private static async Task<List<MemberDescription>> MembersAsync(IAdminClient admin, string application)
    {
        try
        {
            DescribeConsumerGroupsResult answer = await admin.DescribeConsumerGroupsAsync(
                [application], new DescribeConsumerGroupsOptions { RequestTimeout = Timeout }).ConfigureAwait(false);
            return answer.ConsumerGroupDescriptions[0].Members;
        }
        catch (DescribeConsumerGroupsException error)
            when (error.Results.ConsumerGroupDescriptions.All(group => group.Error.Code == ErrorCode.GroupIdNotFound))
        {
            return [];
        }
    }

    private static string Name(MemberDescription member) => $"{member.ClientId} at {member.Host.TrimStart('/')}";
}
