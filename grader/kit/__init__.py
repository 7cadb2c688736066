"""The student kit: a repository for students, made of a course.

Hidden checks and solutions never stand in it in clear; docs/KIT.md is the instructor's guide.
"""
