using System.Numerics;

namespace EngageStream.Oracle.Hashing;

/// <summary>XXH64 with seed 0, after the specification of the xxHash fast digest algorithm.</summary>
internal static class XxHash64
{
    private const ulong P1 = 11400714785074694791;
    private const ulong P2 = 14029467366897019727;
    private const ulong P3 = 1609587929392839161;
    private const ulong P4 = 9650029242287828579;
    private const ulong P5 = 2870177450012600261;

    public static ulong Of(byte[] input)
    {
        unchecked
        {
            int at = 0;
            ulong acc = P5;
            if (input.Length >= 32)
            {
                ulong[] lanes = [P1 + P2, P2, 0, 0 - P1];
                for (; at + 32 <= input.Length; at += 32)
                {
                    for (int lane = 0; lane < 4; lane++)
                    {
                        lanes[lane] = Round(lanes[lane], BitConverter.ToUInt64(input, at + (8 * lane)));
                    }
                }

                acc = BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7)
                    + BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18);
                acc = lanes.Aggregate(acc, (sum, lane) => ((sum ^ Round(0, lane)) * P1) + P4);
            }

            acc += (ulong)input.Length;
            for (; at + 8 <= input.Length; at += 8)
            {
                acc = (BitOperations.RotateLeft(acc ^ Round(0, BitConverter.ToUInt64(input, at)), 27) * P1) + P4;
            }

            for (; at + 4 <= input.Length; at += 4)
            {
                acc = (BitOperations.RotateLeft(acc ^ (BitConverter.ToUInt32(input, at) * P1), 23) * P2) + P3;
            }

            for (; at < input.Length; at++)
            {
                acc = BitOperations.RotateLeft(acc ^ (input[at] * P5), 11) * P1;
            }

            acc = (acc ^ (acc >> 33)) * P2;
            acc = (acc ^ (acc >> 29)) * P3;
            return acc ^ (acc >> 32);
        }
    }

    private static ulong Round(ulong acc, ulong input) => unchecked(BitOperations.RotateLeft(acc + (input * P2), 31) * P1);
}
