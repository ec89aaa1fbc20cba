using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace EngageStream.Chaos.Network;

/// <summary>
/// Removes members from a consumer group behind their backs, as a coordinator does that has missed their heartbeats: until its
/// next heartbeat such a member goes on with partitions that are another's. Each is sent away by a request LeaveGroup, version 0:
/// <code>
/// size 4 B │ api key 13 2 B │ version 0 2 B │ correlation id 4 B │ client id │ group id │ member id; texts: length 2 B, UTF-8
/// answer: size 4 B │ correlation id 4 B │ error 2 B
/// </code>
/// </summary>
internal sealed class GroupEviction(string servers, string group)
{
    private const byte LeaveGroup = 13;
    private const int AnswerBytes = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Removes the members whose client id begins so.</summary>
    /// <returns>How many were removed; 0 where the coordinator does not answer.</returns>
    public async Task<int> EvictAsync(string client)
    {
        try
        {
            int evicted = 0;
            foreach (string member in await MembersAsync(client).ConfigureAwait(false))
            {
                evicted += await LeaveAsync(member).WaitAsync(Patience).ConfigureAwait(false) == 0 ? 1 : 0;
            }

            return evicted;
        }
        catch (Exception error) when (error is KafkaException or SocketException or TimeoutException)
        {
            return 0;
        }
    }

    private async Task<IReadOnlyList<string>> MembersAsync(string client)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers })
            .SetLogHandler(static (_, _) => { }).Build();
        DescribeConsumerGroupsResult described = await admin.DescribeConsumerGroupsAsync(
            [group], new DescribeConsumerGroupsOptions { RequestTimeout = Patience }).ConfigureAwait(false);
        return [.. described.ConsumerGroupDescriptions.SelectMany(each => each.Members)
            .Where(member => member.ClientId.StartsWith(client, StringComparison.Ordinal)).Select(member => member.ConsumerId)];
    }

    private async Task<short> LeaveAsync(string member)
    {
        byte[] body = [0, LeaveGroup, 0, 0, 0, 0, 0, 1, .. Text("evict"), .. Text(group), .. Text(member)];
        byte[] request = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(request, body.Length);
        body.CopyTo(request, 4);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(servers)).ConfigureAwait(false);
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(request).ConfigureAwait(false);
        byte[] answer = new byte[AnswerBytes];
        return await stream.ReadAtLeastAsync(answer, AnswerBytes, throwOnEndOfStream: false).ConfigureAwait(false) == AnswerBytes
            ? BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(8))
            : (short)-1;
    }

    private static byte[] Text(string text)
    {
        byte[] bytes = new byte[2 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)(bytes.Length - 2));
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(2));
        return bytes;
    }
}
