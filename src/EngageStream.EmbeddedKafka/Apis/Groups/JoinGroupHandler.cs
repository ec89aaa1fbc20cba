using EngageStream.EmbeddedKafka.Groups;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>JoinGroup (11): the answer waits until the rebalance has collected everyone.</summary>
internal sealed class JoinGroupHandler(GroupCoordinator groups) : ApiHandler(new(ApiKey.JoinGroup, 0, 9, 6))
{
    private const short FirstWithSkip = 9;
    private const int MinSessionMs = 10;
    private const int MaxSessionMs = 30 * 60 * 1000;

    public override async ValueTask HandleAsync(RequestContext context)
    {
        (string groupId, JoinRequest request) = Read(context);
        JoinReply reply = Check(groupId, request) is var error and not ErrorCode.None
            ? new JoinReply(error, request.MemberId)
            : await groups.JoinAsync(groupId, request).WaitAsync(context.Stop).ConfigureAwait(false);
        Write(context.Writer, context.Version, reply);
    }

    private static ErrorCode Check(string groupId, JoinRequest request)
    {
        if (groupId.Length == 0)
        {
            return ErrorCode.InvalidGroupId;
        }

        return request.SessionTimeout.TotalMilliseconds is < MinSessionMs or > MaxSessionMs
            ? ErrorCode.InvalidSessionTimeout
            : ErrorCode.None;
    }

    private static (string GroupId, JoinRequest Request) Read(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        short version = context.Version;
        string groupId = reader.String();
        int sessionMs = reader.Int32();
        int rebalanceMs = version >= 1 ? reader.Int32() : sessionMs;
        string memberId = reader.String();
        string? instanceId = version >= 5 ? reader.NullableString() : null;

        string protocolType = reader.String();
        var protocols = new List<GroupProtocol>();
        for (int n = reader.ArrayLength(); n > 0; n--)
        {
            protocols.Add(new GroupProtocol(reader.String(), reader.Bytes().ToArray()));
            reader.Tags();
        }

        return (groupId, new JoinRequest
        {
            MemberId = memberId,
            InstanceId = instanceId,
            NewMemberId = $"{instanceId ?? context.ClientId}-{Guid.NewGuid()}",
            NeedsKnownMemberId = version >= 4,
            ClientId = context.ClientId,
            ClientHost = context.RemoteHost,
            SessionTimeout = TimeSpan.FromMilliseconds(sessionMs),
            RebalanceTimeout = TimeSpan.FromMilliseconds(Math.Max(rebalanceMs, MinSessionMs)),
            ProtocolType = protocolType,
            Protocols = protocols,
        });
    }

    private static void Write(ProtocolWriter writer, short version, JoinReply reply)
    {
        if (version >= 2)
        {
            writer.Int32(0);
        }

        writer.Error(reply.Error);
        writer.Int32(reply.Generation);
        if (version >= 7)
        {
            writer.String(reply.ProtocolType);
        }

        writer.String(version >= 7 ? reply.ProtocolName : reply.ProtocolName ?? "");
        writer.String(version < FirstWithSkip && reply.FormerLeaderId is { } former ? former : reply.LeaderId);
        if (version >= FirstWithSkip)
        {
            writer.Bool(reply.FormerLeaderId is not null);
        }

        writer.String(reply.MemberId);
        writer.ArrayLength(reply.Members.Count);
        foreach ((string memberId, string? instanceId, byte[] metadata) in reply.Members)
        {
            writer.String(memberId);
            if (version >= 5)
            {
                writer.String(instanceId);
            }

            writer.Bytes(metadata);
            writer.Tags();
        }

        writer.Tags();
    }
}
