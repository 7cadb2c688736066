exec timeout 120 check50 --dev --output json --output-file results.json checks
