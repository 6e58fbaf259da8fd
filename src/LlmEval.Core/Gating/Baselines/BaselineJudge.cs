using System.Text.Json;
using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>The part of a metric's line that says how far its judge could be trusted.</summary>
internal static class BaselineJudge
{
    public static void Write(Utf8JsonWriter json, JudgeState judge)
    {
        json.WriteStartObject("judge");
        json.WriteString("name", judge.Judge);
        json.WriteBoolean("pinned", judge.IsPinned);
        json.WriteNumber("judgedTwice", judge.JudgedTwice);
        json.WriteNumber("changed", judge.Changed);
        json.WriteBoolean("stable", judge.IsStable);
        if (judge.LabelsKey is { } key) { json.WriteString("labelsKey", key); }

        json.WriteNumber("labels", judge.Labels);
        json.WriteOptional("kappa", judge.Kappa, ScoreCell.Rounded);
        json.WriteOptional("kappaLower", judge.KappaLower, ScoreCell.Rounded);
        json.WriteOptional("kappaUpper", judge.KappaUpper, ScoreCell.Rounded);
        json.WriteOptional("tpr", judge.TruePositiveRate, ScoreCell.Rounded);
        json.WriteOptional("tnr", judge.TrueNegativeRate, ScoreCell.Rounded);
        json.WriteBoolean("calibrated", judge.IsCalibrated);
        json.WriteString("summary", judge.Summary);
        json.WriteEndObject();
    }

    public static JudgeState Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject) { throw new BaselineFormatException("'judge' is not an object"); }

        JudgeState judge = new() { Metric = string.Empty, Judge = string.Empty, Summary = string.Empty };
        while (BaselineLines.NextKey(ref json))
        {
            string key = json.GetString()!;
            json.Read();
            judge = key switch
            {
                "name" => judge with { Judge = BaselineLines.Text(ref json, key) },
                "pinned" => judge with { IsPinned = BaselineLines.Flag(ref json, key) },
                "judgedTwice" => judge with { JudgedTwice = BaselineLines.Integer(ref json, key) },
                "changed" => judge with { Changed = BaselineLines.Integer(ref json, key) },
                "stable" => judge with { IsStable = BaselineLines.Flag(ref json, key) },
                "labelsKey" => judge with { LabelsKey = BaselineLines.Text(ref json, key) },
                "labels" => judge with { Labels = BaselineLines.Integer(ref json, key) },
                "kappa" => judge with { Kappa = BaselineLines.Number(ref json, key) },
                "kappaLower" => judge with { KappaLower = BaselineLines.Number(ref json, key) },
                "kappaUpper" => judge with { KappaUpper = BaselineLines.Number(ref json, key) },
                "tpr" => judge with { TruePositiveRate = BaselineLines.Number(ref json, key) },
                "tnr" => judge with { TrueNegativeRate = BaselineLines.Number(ref json, key) },
                "calibrated" => judge with { IsCalibrated = BaselineLines.Flag(ref json, key) },
                "summary" => judge with { Summary = BaselineLines.Text(ref json, key) },
                _ => throw BaselineLines.Unknown(key, "judge"),
            };
        }

        if (judge.Judge.Length == 0) { throw BaselineLines.Missing("name"); }

        return judge;
    }
}
