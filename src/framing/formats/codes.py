"""The labels that the shared tasks and corpora define, spelt as their files spell them."""

__all__ = [
    "FRAMES",
    "GENRES",
    "GUN_VIOLENCE_THEMES",
    "PERSUASION_TECHNIQUES",
    "PROPAGANDA_TECHNIQUES",
    "UNLP_TECHNIQUES",
]

#: SemEval-2020 Task 11, technique classification (Da San Martino et al. 2020).
PROPAGANDA_TECHNIQUES = (
    "Appeal_to_Authority",
    "Appeal_to_fear-prejudice",
    "Bandwagon,Reductio_ad_hitlerum",
    "Black-and-White_Fallacy",
    "Causal_Oversimplification",
    "Doubt",
    "Exaggeration,Minimisation",
    "Flag-Waving",
    "Loaded_Language",
    "Name_Calling,Labeling",
    "Repetition",
    "Slogans",
    "Thought-terminating_Cliches",
    "Whataboutism,Straw_Men,Red_Herring",
)

#: SemEval-2023 Task 3, subtask 1 (Piskorski et al. 2023).
GENRES = ("opinion", "reporting", "satire")

#: The policy frames of Boydstun et al. 2014, as SemEval-2023 Task 3, subtask 2 spells them, in
#: the order of the Media Frames Corpus, whose codes 1 to 15 they are ("Other" is only there).
FRAMES = (
    "Economic",
    "Capacity_and_resources",
    "Morality",
    "Fairness_and_equality",
    "Legality_Constitutionality_and_jurisprudence",
    "Policy_prescription_and_evaluation",
    "Crime_and_punishment",
    "Security_and_defense",
    "Health_and_safety",
    "Quality_of_life",
    "Cultural_identity",
    "Public_opinion",
    "Political",
    "External_regulation_and_reputation",
    "Other",
)

#: SemEval-2023 Task 3, subtask 3.
PERSUASION_TECHNIQUES = (
    "Appeal_to_Authority",
    "Appeal_to_Hypocrisy",
    "Appeal_to_Popularity",
    "Appeal_to_Time",
    "Appeal_to_Values",
    "Appeal_to_fear-prejudice",
    "Causal_Oversimplification",
    "Consequential_Oversimplification",
    "Conversation_Killer",
    "Doubt",
    "Exaggeration-Minimisation",
    "False_Dilemma-No_Choice",
    "Flag_Waving",
    "Guilt_by_Association",
    "Loaded_Language",
    "Name_Calling-Labeling",
    "Obfuscation-Vagueness-Confusion",
    "Questioning_the_Reputation",
    "Red_Herring",
    "Repetition",
    "Slogans",
    "Straw_Man",
    "Whataboutism",
)

#: Gun Violence Frame Corpus (Liu et al. 2019), codes 1 to 9 of "Q3 Theme1" and "Q3 Theme2".
GUN_VIOLENCE_THEMES = (
    "gun_rights",
    "gun_control",
    "politics",
    "mental_health",
    "school_or_public_safety",
    "race_or_ethnicity",
    "public_opinion",
    "society_or_culture",
    "economic_consequences",
)

#: UNLP 2025 shared task (Kyslyi et al. 2025), in the order of its submission file.
UNLP_TECHNIQUES = (
    "straw_man",
    "appeal_to_fear",
    "fud",
    "bandwagon",
    "whataboutism",
    "loaded_language",
    "glittering_generalities",
    "euphoria",
    "cherry_picking",
    "cliche",
)
