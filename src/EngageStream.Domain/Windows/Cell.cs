using System.Runtime.InteropServices;

namespace EngageStream.Domain.Windows;

/// <summary>
/// One bucket of one series. A series is a metric at a grain.
/// <code>
///  0        4        8                16
///  ├ bucket ┼ series ┼ value (double) ┤
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct Cell(uint series, uint bucket, double value)
{
    /// <summary>Bucket number at the series' grain.</summary>
    public uint Bucket = bucket;

    /// <summary>Metric index × <see cref="BucketGrains.Count"/> + grain.</summary>
    public uint Series = series;

    /// <summary>Number of events in the bucket, or the sum of their property.</summary>
    public double Value = value;

    /// <summary>Order of cells in a state: by series, then by bucket.</summary>
    public readonly ulong Key => ((ulong)Series << 32) | Bucket;
}
