using Confluent.Kafka;
using Confluent.Kafka.Admin;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Savepoints;

/// <summary>Whether an application is running.</summary>
internal static class GroupMembers
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Refuses while the application's group has members.</summary>
    /// <exception cref="EngineRefusedException">Names the members and the remedy.</exception>
    public static async Task RequireNoneAsync(IAdminClient admin, string application)
    {
        List<MemberDescription> members = await MembersAsync(admin, application).ConfigureAwait(false);
        if (members.Count > 0)
        {
            throw new EngineRefusedException(
                $"Application '{application}' is running: {string.Join(", ", members.Select(Name).Order(StringComparer.Ordinal))}. " +
                "Stop these engines and try again; one that crashed counts until its session ends, 6 s later.");
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
